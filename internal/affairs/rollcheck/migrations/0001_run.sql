-- +goose Up
-- The health of rolls 名册体检. Every row is written once; what became of a suspect is read from the verdicts on it.

-- The secret under which suspects are known again. A plain hash of an identity number could be guessed.
CREATE TABLE rollcheck_secret (
    county TEXT NOT NULL,
    secret BYTEA NOT NULL,
    PRIMARY KEY (county)
);

-- One looking over: of the awards of a division in a month, or of files.
CREATE TABLE rollcheck_run (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    source      TEXT NOT NULL, -- register, files, both
    division    TEXT NOT NULL,
    month       TEXT NOT NULL,
    claims      BIGINT NOT NULL,
    amount      BIGINT NOT NULL, -- fen a month of all claims
    notices     BIGINT NOT NULL,
    findings    BIGINT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX rollcheck_run_by_division ON rollcheck_run (county, division, id);

-- The files of a run, as they were then.
CREATE TABLE rollcheck_file (
    county  TEXT NOT NULL,
    run     TEXT NOT NULL,
    serial  BIGINT NOT NULL,
    name    TEXT NOT NULL,
    file    TEXT NOT NULL, -- id of the received file; empty for one that was only looked over
    kind    TEXT NOT NULL,
    digest  TEXT NOT NULL, -- SM3 of the bytes
    claims  BIGINT NOT NULL,
    notices BIGINT NOT NULL,
    PRIMARY KEY (county, run, serial),
    FOREIGN KEY (county, run) REFERENCES rollcheck_run (county, id)
);

-- One suspect as a run found it, the worst first.
CREATE TABLE rollcheck_finding (
    county     TEXT NOT NULL,
    run        TEXT NOT NULL,
    serial     BIGINT NOT NULL,
    suspect    TEXT NOT NULL, -- the same in every run, under the secret
    evidence   TEXT NOT NULL, -- what it rests on, under the secret
    kind       TEXT NOT NULL,
    detail     TEXT NOT NULL,
    level      TEXT NOT NULL,
    stake      BIGINT NOT NULL, -- fen a month
    says       TEXT NOT NULL,
    verify     TEXT NOT NULL,
    programmes TEXT NOT NULL, -- codes, by blanks
    body       TEXT NOT NULL, -- JSON: people and rows, numbers masked; never searched inside
    PRIMARY KEY (county, run, serial),
    FOREIGN KEY (county, run) REFERENCES rollcheck_run (county, id)
);
CREATE INDEX rollcheck_finding_suspect ON rollcheck_finding (county, suspect, run);

-- Where the evidence of a finding lies: who is in charge there sees it.
CREATE TABLE rollcheck_place (
    county   TEXT NOT NULL,
    run      TEXT NOT NULL,
    serial   BIGINT NOT NULL,
    division TEXT NOT NULL,
    PRIMARY KEY (county, run, serial, division),
    FOREIGN KEY (county, run, serial) REFERENCES rollcheck_finding (county, run, serial)
);

-- Whom a finding is about: persons and households of the registers.
CREATE TABLE rollcheck_subject (
    county  TEXT NOT NULL,
    run     TEXT NOT NULL,
    serial  BIGINT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (county, run, serial, subject),
    FOREIGN KEY (county, run, serial) REFERENCES rollcheck_finding (county, run, serial)
);
CREATE INDEX rollcheck_subject_by_subject ON rollcheck_subject (county, subject, run);

-- What an officer found out about a suspect. The last one counts, as long as the evidence is what it was.
CREATE TABLE rollcheck_verdict (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    suspect     TEXT NOT NULL,
    evidence    TEXT NOT NULL,
    run         TEXT NOT NULL, -- the finding that was judged
    serial      BIGINT NOT NULL,
    outcome     TEXT NOT NULL, -- verified, wrong
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, run, serial) REFERENCES rollcheck_finding (county, run, serial)
);
CREATE INDEX rollcheck_verdict_suspect ON rollcheck_verdict (county, suspect, id);
