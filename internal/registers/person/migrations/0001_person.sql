-- +goose Up
-- That there is such a person. Everything known of the person stands in the fact tables.
CREATE TABLE person_person (
    county TEXT NOT NULL,
    id     TEXT NOT NULL,
    made   TEXT NOT NULL,
    PRIMARY KEY (county, id)
);

CREATE TABLE person_name (
    county      TEXT NOT NULL,
    person      TEXT NOT NULL,
    name        TEXT NOT NULL,
    true_from   TEXT NOT NULL,
    true_until  TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (county, person, true_from, known_from),
    FOREIGN KEY (county, person) REFERENCES person_person (county, id)
);
CREATE INDEX person_name_by_name ON person_name (county, name);

-- The citizen identity number; tail is its last four characters.
CREATE TABLE person_number (
    county      TEXT NOT NULL,
    person      TEXT NOT NULL,
    number      TEXT NOT NULL,
    tail        TEXT NOT NULL,
    true_from   TEXT NOT NULL,
    true_until  TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (county, person, true_from, known_from),
    FOREIGN KEY (county, person) REFERENCES person_person (county, id)
);
CREATE UNIQUE INDEX person_number_once ON person_number (county, number)
    WHERE known_until = '9999-12-31T00:00:00.000000Z' AND true_until = '9999-12-31';
-- The owner of a number on any day; the index above serves only what is believed for good.
CREATE INDEX person_number_by_number ON person_number (county, number);
CREATE INDEX person_number_by_tail ON person_number (county, tail);

CREATE TABLE person_birth (
    county      TEXT NOT NULL,
    person      TEXT NOT NULL,
    birth       TEXT, -- day; NULL when not known
    sex         TEXT NOT NULL, -- male, female; empty when not known
    true_from   TEXT NOT NULL,
    true_until  TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (county, person, true_from, known_from),
    FOREIGN KEY (county, person) REFERENCES person_person (county, id)
);

CREATE TABLE person_residence (
    county      TEXT NOT NULL,
    person      TEXT NOT NULL,
    division    TEXT NOT NULL,
    address     TEXT NOT NULL, -- below the division, as written: 3组12号
    true_from   TEXT NOT NULL,
    true_until  TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (county, person, true_from, known_from),
    FOREIGN KEY (county, person) REFERENCES person_person (county, id)
);
CREATE INDEX person_residence_by_division ON person_residence (county, division);

CREATE TABLE person_phone (
    county      TEXT NOT NULL,
    person      TEXT NOT NULL,
    phone       TEXT NOT NULL,
    true_from   TEXT NOT NULL,
    true_until  TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (county, person, true_from, known_from),
    FOREIGN KEY (county, person) REFERENCES person_person (county, id)
);
