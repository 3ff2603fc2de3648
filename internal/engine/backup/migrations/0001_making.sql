-- +goose Up
-- Every backup that was made. The file was read again and compared before it got its name.
CREATE TABLE backup_making (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    path        TEXT NOT NULL, -- where the file was put
    bytes       BIGINT NOT NULL,
    tables      BIGINT NOT NULL,
    lines       BIGINT NOT NULL, -- rows of all tables
    digest      TEXT NOT NULL, -- SM3 of the manifest
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
-- Every time a backup was restored on trial.
CREATE TABLE backup_drill (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    making      TEXT NOT NULL,
    entries     BIGINT NOT NULL, -- of the activity log, verified
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, making) REFERENCES backup_making (county, id)
);
