-- +goose Up
-- The forms whose act is done, so that the same form sent again does nothing. A row stands for some days; it belongs to
-- the sessions of this server and goes into no backup.
CREATE TABLE store_once (
    name TEXT NOT NULL PRIMARY KEY,
    at   TEXT NOT NULL
);
CREATE INDEX store_once_at ON store_once (at);
