-- +goose Up
-- One circumstance of a person or a household, in two times.
CREATE TABLE circumstance_fact (
    county      TEXT NOT NULL,
    subject     TEXT NOT NULL, -- person or household, as the kind says
    kind        TEXT NOT NULL,
    item        TEXT NOT NULL,
    amount      BIGINT NOT NULL, -- fen, in its own period
    period      TEXT NOT NULL,
    recurs      INTEGER NOT NULL,
    approx      INTEGER NOT NULL,
    quantity    BIGINT NOT NULL,
    choice      TEXT NOT NULL,
    words       TEXT NOT NULL,
    raw         TEXT NOT NULL,
    true_from   TEXT NOT NULL,
    true_until  TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (county, subject, kind, item, true_from, known_from)
);
