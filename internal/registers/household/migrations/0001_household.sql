-- +goose Up
-- That there is such a household. Everything known of it stands in the fact tables.
CREATE TABLE household_household (
    county TEXT NOT NULL,
    id     TEXT NOT NULL,
    made   TEXT NOT NULL,
    PRIMARY KEY (county, id)
);

-- Where the household is, and the number clerks gave it.
CREATE TABLE household_seat (
    county      TEXT NOT NULL,
    household   TEXT NOT NULL,
    division    TEXT NOT NULL,
    address     TEXT NOT NULL, -- below the division, as written: 3组12号
    number      TEXT NOT NULL, -- 户编号 as written; empty when there is none
    true_from   TEXT NOT NULL,
    true_until  TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (county, household, true_from, known_from),
    FOREIGN KEY (county, household) REFERENCES household_household (county, id)
);
CREATE INDEX household_seat_by_division ON household_seat (county, division, number);

-- Which household a person lives in: the person is the key, so it is one on any day.
CREATE TABLE household_member (
    county      TEXT NOT NULL,
    person      TEXT NOT NULL,
    household   TEXT NOT NULL,
    relation    TEXT NOT NULL, -- to the head
    true_from   TEXT NOT NULL,
    true_until  TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (county, person, true_from, known_from),
    FOREIGN KEY (county, household) REFERENCES household_household (county, id)
);
CREATE INDEX household_member_by_household ON household_member (county, household);

-- Where a member is to be met.
CREATE TABLE household_presence (
    county      TEXT NOT NULL,
    person      TEXT NOT NULL,
    presence    TEXT NOT NULL, -- home, away, institution
    place       TEXT NOT NULL, -- where, when not at home
    true_from   TEXT NOT NULL,
    true_until  TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (county, person, true_from, known_from)
);
