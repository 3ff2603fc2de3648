-- +goose Up
-- How often each table was written to, for readings that are kept until then. Several parts for one table, of which a
-- transaction raises one, so that those who write at once do not wait for each other; the sum counts.
CREATE TABLE store_written (
    name  TEXT NOT NULL,
    part  BIGINT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (name, part)
);
