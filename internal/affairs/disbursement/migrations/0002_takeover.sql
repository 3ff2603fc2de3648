-- +goose Up
-- Whom the programme pays: household, person. Rosters drawn up before paid households.
ALTER TABLE disbursement_roster ADD COLUMN unit TEXT NOT NULL DEFAULT 'household';

-- A roster of a month before the county kept its books here, drawn up from the awards that were taken over 历史台账转入.
-- Nobody signed it in this system and no bank file stands behind it; digest is the SM3 of its lines as a bank file would
-- list them, so that a later change shows.
CREATE TABLE disbursement_takeover (
    county      TEXT NOT NULL,
    roster      TEXT NOT NULL,
    edition     BIGINT NOT NULL,
    households  BIGINT NOT NULL,
    persons     BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    digest      TEXT NOT NULL,
    note        TEXT NOT NULL, -- the book it was taken from
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, roster),
    FOREIGN KEY (county, roster, edition) REFERENCES disbursement_edition (county, roster, number)
);
