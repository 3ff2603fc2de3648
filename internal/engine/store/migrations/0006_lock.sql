-- +goose Up
-- The time of the transaction that took the lock last: the next one is later.
ALTER TABLE store_lock ADD COLUMN at TEXT NOT NULL DEFAULT '';
