-- +goose Up
-- That a taking was undone as one act.
CREATE TABLE intake_undoing (
    county      TEXT NOT NULL,
    taking      TEXT NOT NULL,
    undone_at   TEXT NOT NULL,
    undoer      TEXT NOT NULL,
    undoer_name TEXT NOT NULL,
    reason      TEXT NOT NULL,
    PRIMARY KEY (county, taking),
    FOREIGN KEY (county, taking) REFERENCES intake_taking (county, id)
);
