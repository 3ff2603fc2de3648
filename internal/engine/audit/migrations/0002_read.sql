-- +goose Up
-- Who looked at what, as it was asked for; not in a chain yet. mark = SM3 over the row's own fields.
CREATE TABLE audit_unsealed (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    chain      TEXT NOT NULL, -- township code, or the county's
    at         TEXT NOT NULL,
    actor      TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    role       TEXT NOT NULL,
    division   TEXT NOT NULL,
    act        TEXT NOT NULL, -- in words
    route      TEXT NOT NULL,
    record     TEXT NOT NULL, -- empty for a list
    address    TEXT NOT NULL, -- path and filter
    shown      BIGINT NOT NULL, -- rows of a list
    mark       TEXT NOT NULL,
    PRIMARY KEY (county, chain, id)
);
-- The same once they are sealed: the entry of audit_entry with the number batch holds the SM3 over the marks of its rows
-- in the order of n, and their count.
CREATE TABLE audit_read (
    county     TEXT NOT NULL,
    chain      TEXT NOT NULL,
    batch      BIGINT NOT NULL,
    n          BIGINT NOT NULL, -- from 1 on
    id         TEXT NOT NULL,
    at         TEXT NOT NULL,
    actor      TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    role       TEXT NOT NULL,
    division   TEXT NOT NULL,
    act        TEXT NOT NULL,
    route      TEXT NOT NULL,
    record     TEXT NOT NULL,
    address    TEXT NOT NULL,
    shown      BIGINT NOT NULL,
    mark       TEXT NOT NULL,
    PRIMARY KEY (county, chain, batch, n)
);
CREATE INDEX audit_read_at ON audit_read (county, id);
CREATE INDEX audit_read_record ON audit_read (county, record, id);
