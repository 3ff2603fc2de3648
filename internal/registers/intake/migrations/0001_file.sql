-- +goose Up
-- A file as it was sent, byte for byte.
CREATE TABLE intake_file (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL, -- roll, families
    division    TEXT NOT NULL, -- whose list it is
    as_of       TEXT NOT NULL, -- day from which what it says holds
    digest      TEXT NOT NULL, -- SM3 of the bytes
    size        BIGINT NOT NULL,
    body        BYTEA NOT NULL,
    sent_at     TEXT NOT NULL,
    sender      TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX intake_file_once ON intake_file (county, digest, kind, division, as_of);

-- One act of taking a file into the registers. The same file may be taken in again after something was decided.
CREATE TABLE intake_taking (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    file        TEXT NOT NULL,
    accept_good INTEGER NOT NULL,
    households  BIGINT NOT NULL, -- in the file
    taken       BIGINT NOT NULL, -- of them taken in
    held        BIGINT NOT NULL, -- of them left out, because of an error
    changed     BIGINT NOT NULL, -- of those taken in, how many were news
    taken_at    TEXT NOT NULL,
    taker       TEXT NOT NULL,
    taker_name  TEXT NOT NULL,
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, file) REFERENCES intake_file (county, id)
);
CREATE INDEX intake_taking_by_file ON intake_taking (county, file);

-- What became of each household of the file.
CREATE TABLE intake_row (
    county    TEXT NOT NULL,
    taking    TEXT NOT NULL,
    serial    BIGINT NOT NULL, -- place in the file, from 1
    sheet     TEXT NOT NULL,
    first_row BIGINT NOT NULL,
    last_row  BIGINT NOT NULL,
    household TEXT NOT NULL, -- empty when left out
    taken     INTEGER NOT NULL,
    changed   INTEGER NOT NULL,
    verdict   TEXT NOT NULL, -- of the benefit register, in words
    PRIMARY KEY (county, taking, serial),
    FOREIGN KEY (county, taking) REFERENCES intake_taking (county, id)
);

-- What a person should look at, as it stood when the file was taken in. Numbers are masked.
CREATE TABLE intake_problem (
    county     TEXT NOT NULL,
    taking     TEXT NOT NULL,
    serial     BIGINT NOT NULL,
    sheet      TEXT NOT NULL,
    place      BIGINT NOT NULL, -- row of the sheet; 0: the sheet as a whole
    letter     TEXT NOT NULL, -- column
    term       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    level      TEXT NOT NULL,
    says       TEXT NOT NULL,
    read       TEXT NOT NULL,
    understood TEXT NOT NULL,
    advice     TEXT NOT NULL,
    PRIMARY KEY (county, taking, serial),
    FOREIGN KEY (county, taking) REFERENCES intake_taking (county, id)
);
