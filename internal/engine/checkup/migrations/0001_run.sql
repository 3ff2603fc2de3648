-- +goose Up
-- Every time the system was checked, and what was found.
CREATE TABLE checkup_run (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE TABLE checkup_line (
    county TEXT NOT NULL,
    run    TEXT NOT NULL,
    place  BIGINT NOT NULL,
    term   TEXT NOT NULL,
    grade  TEXT NOT NULL, -- sound, notice, broken
    says   TEXT NOT NULL,
    remedy TEXT NOT NULL,
    PRIMARY KEY (county, run, place),
    FOREIGN KEY (county, run) REFERENCES checkup_run (county, id)
);
