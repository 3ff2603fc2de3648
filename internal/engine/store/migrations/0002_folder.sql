-- +goose Up
-- The county's own files as they were brought in, in one archive: divisions, values of the law, geography. At most one
-- row; a demonstration carries its files in the program.
CREATE TABLE store_folder (
    one     INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    files   BYTEA NOT NULL,
    kept_at TEXT NOT NULL
);
