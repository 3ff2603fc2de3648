-- +goose Up
-- What a large file was found to say, and what taking it in would do, so that nobody waits for it twice. It is what was
-- found at that moment; the registers may have changed since.
CREATE TABLE intake_kept (
    county  TEXT NOT NULL,
    file    TEXT NOT NULL,
    made_at TEXT NOT NULL,
    summary TEXT NOT NULL, -- JSON, never searched
    PRIMARY KEY (county, file),
    FOREIGN KEY (county, file) REFERENCES intake_file (county, id)
);

-- Its rows and its problems, page by page, each page as compressed JSON. Numbers are masked.
CREATE TABLE intake_kept_page (
    county TEXT NOT NULL,
    file   TEXT NOT NULL,
    part   TEXT NOT NULL, -- row, problem
    number BIGINT NOT NULL, -- from 0
    body   BYTEA NOT NULL,
    PRIMARY KEY (county, file, part, number),
    FOREIGN KEY (county, file) REFERENCES intake_kept (county, file)
);
