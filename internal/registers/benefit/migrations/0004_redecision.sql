-- +goose Up
-- One application of a programme's law to every household of a division, for a month. Nothing follows from it.
CREATE TABLE benefit_redecision (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    month       TEXT NOT NULL,
    programme   TEXT NOT NULL,
    division    TEXT NOT NULL,
    law         TEXT NOT NULL,
    conditions  TEXT NOT NULL, -- JSON list: the conditions that the records name by their place in it
    known       TEXT NOT NULL, -- stamp: the books as they were then
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX benefit_redecision_month ON benefit_redecision (county, month, programme, id);

-- What it came to in a village or community, by outcome and whether the holder is in.
CREATE TABLE benefit_redecision_count (
    county     TEXT NOT NULL,
    redecision TEXT NOT NULL,
    division   TEXT NOT NULL,
    outcome    TEXT NOT NULL, -- eligible, refused, unknown
    footing    TEXT NOT NULL, -- in, out, barred: holds in the month this award, none, one that excludes it
    holders    BIGINT NOT NULL,
    amount     BIGINT NOT NULL, -- fen per month, by the law
    PRIMARY KEY (county, redecision, division, outcome, footing),
    FOREIGN KEY (county, redecision) REFERENCES benefit_redecision (county, id)
);

-- Records of 32 bytes, up to 4,096 together, one copy for all redecisions that came to the same.
CREATE TABLE benefit_redecided (
    county  TEXT NOT NULL,
    digest  TEXT NOT NULL, -- SM3 of holders and records
    holders TEXT NOT NULL, -- ids, a line each
    records BYTEA NOT NULL,
    PRIMARY KEY (county, digest)
);

CREATE TABLE benefit_redecision_part (
    county     TEXT NOT NULL,
    redecision TEXT NOT NULL,
    place      BIGINT NOT NULL,
    digest     TEXT NOT NULL,
    PRIMARY KEY (county, redecision, place),
    FOREIGN KEY (county, redecision) REFERENCES benefit_redecision (county, id),
    FOREIGN KEY (county, digest) REFERENCES benefit_redecided (county, digest)
);
