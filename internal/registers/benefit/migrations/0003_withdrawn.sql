-- +goose Up
-- Terms that a roll entered and that were taken back with it. They stand in no award any longer.
CREATE TABLE benefit_withdrawn (
    county          TEXT NOT NULL,
    award           TEXT NOT NULL,
    ordinal         BIGINT NOT NULL,
    programme       TEXT NOT NULL,
    unit            TEXT NOT NULL,
    holder          TEXT NOT NULL,
    act             TEXT NOT NULL,
    from_month      TEXT NOT NULL,
    class           TEXT NOT NULL,
    amount          BIGINT NOT NULL,
    cause           TEXT NOT NULL,
    source_id       TEXT NOT NULL,
    author          TEXT NOT NULL,
    author_name     TEXT NOT NULL,
    at              TEXT NOT NULL,
    withdrawn_at    TEXT NOT NULL,
    withdrawer      TEXT NOT NULL,
    withdrawer_name TEXT NOT NULL,
    reason          TEXT NOT NULL,
    PRIMARY KEY (county, award, ordinal, withdrawn_at)
);
