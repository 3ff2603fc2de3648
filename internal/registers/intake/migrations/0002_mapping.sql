-- +goose Up
-- What the headings of a sender's lists stand for, as somebody said once. One that was given up keeps standing for the
-- files that were read by it.
CREATE TABLE intake_mapping (
    county       TEXT NOT NULL,
    id           TEXT NOT NULL,
    division     TEXT NOT NULL, -- the sender
    kind         TEXT NOT NULL,
    name         TEXT NOT NULL,
    made_at      TEXT NOT NULL,
    maker        TEXT NOT NULL,
    maker_name   TEXT NOT NULL,
    forgotten_at TEXT NOT NULL, -- empty while it is used for new files
    PRIMARY KEY (county, id)
);
CREATE INDEX intake_mapping_by_sender ON intake_mapping (county, division, kind);

CREATE TABLE intake_mapping_heading (
    county  TEXT NOT NULL,
    mapping TEXT NOT NULL,
    heading TEXT NOT NULL, -- as the clerk wrote it
    stands  TEXT NOT NULL, -- the column; "-": not to be read
    PRIMARY KEY (county, mapping, heading),
    FOREIGN KEY (county, mapping) REFERENCES intake_mapping (county, id)
);

-- The mapping that the file is read by; empty: none.
ALTER TABLE intake_file ADD COLUMN mapping TEXT NOT NULL DEFAULT '';
