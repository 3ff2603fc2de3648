-- +goose Up
-- The activity log. hash = SM3 over the hash of the entry before and the entry's own fields.
CREATE TABLE audit_entry (
    county     TEXT NOT NULL,
    chain      TEXT NOT NULL, -- township code, or the county's
    seq        BIGINT NOT NULL,
    id         TEXT NOT NULL,
    at         TEXT NOT NULL,
    actor      TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    role       TEXT NOT NULL,
    division   TEXT NOT NULL,
    act        TEXT NOT NULL,
    subject    TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    reason     TEXT NOT NULL,
    details    TEXT NOT NULL,
    hash       TEXT NOT NULL,
    PRIMARY KEY (county, chain, seq)
);
CREATE INDEX audit_entry_at ON audit_entry (county, id);
CREATE INDEX audit_entry_subject ON audit_entry (county, subject_id, id);
-- The last entry of each chain, locked while entries are added.
CREATE TABLE audit_head (
    county TEXT NOT NULL,
    chain  TEXT NOT NULL,
    seq    BIGINT NOT NULL,
    hash   TEXT NOT NULL,
    PRIMARY KEY (county, chain)
);
