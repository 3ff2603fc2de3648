-- +goose Up
-- The latest time at which anything was written, a minute behind at most: a clock that lies before it is wrong. At most one row.
CREATE TABLE store_clock (
    one    INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    latest TEXT NOT NULL
);
