-- +goose Up
-- Notices that somebody died 死亡登记, as an office or a village wrote them. A notice is never altered: a corrected one
-- is a new notice. Whose it is follows from the number alone.
CREATE TABLE person_death (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    name        TEXT NOT NULL, -- as written
    number      TEXT,          -- NULL when it is not valid
    read_as     TEXT NOT NULL, -- what stood in its place then
    sex         TEXT NOT NULL,
    day         TEXT,          -- NULL when not known
    month       TEXT,          -- likewise
    division    TEXT NOT NULL, -- where the notice says the person lived, else where it was handed in
    place       TEXT NOT NULL, -- as written
    burial      TEXT NOT NULL,
    told_by     TEXT NOT NULL, -- 派出所, 殡仪馆
    source      TEXT NOT NULL, -- intake:<file id>, or the act
    sheet       TEXT NOT NULL,
    row_number  BIGINT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX person_death_by_number ON person_death (county, number);
CREATE INDEX person_death_by_name ON person_death (county, name);
CREATE INDEX person_death_by_source ON person_death (county, source);
