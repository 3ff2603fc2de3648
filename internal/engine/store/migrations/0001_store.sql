-- +goose Up
-- Whose books these are; exactly one row.
CREATE TABLE store_county (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    county     TEXT NOT NULL,
    demo       INTEGER NOT NULL,
    settled_at TEXT NOT NULL
);
-- One row per thing that only one transaction at a time may change.
CREATE TABLE store_lock (
    name  TEXT NOT NULL PRIMARY KEY,
    taken BIGINT NOT NULL
);
