-- +goose Up
-- What people are found by today (检索键): each way to spell the name with the name behind it ("liguilan 李桂兰"), the
-- given name alone ("guilan 桂兰"), the initials ("lgl 李桂兰"), and telephone numbers read backwards. The division is
-- repeated so that a search in one village needs nothing but this index; whoever finds somebody here reads the register
-- for what may be seen.
CREATE TABLE person_key (
    county   TEXT NOT NULL,
    key      TEXT NOT NULL,
    division TEXT NOT NULL,
    person   TEXT NOT NULL,
    PRIMARY KEY (county, key, division, person)
);
CREATE INDEX person_key_by_person ON person_key (county, person);

-- By which edition of the rules the keys of a county were made.
CREATE TABLE person_keying (
    county  TEXT NOT NULL PRIMARY KEY,
    edition BIGINT NOT NULL
);
