-- +goose Up
-- Care of the old 养老服务. A row is a revision: what was believed from known_from until known_until.

-- Homes for the old 养老机构.
CREATE TABLE eldercare_home (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    division    TEXT NOT NULL,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL, -- nursing, welfare, private
    operator    TEXT NOT NULL, -- public, entrusted, private
    opened      TEXT NOT NULL,
    closed      TEXT NOT NULL, -- empty: open
    beds        BIGINT NOT NULL,
    filing      TEXT NOT NULL,
    address     TEXT NOT NULL,
    phone       TEXT NOT NULL,
    source      TEXT NOT NULL,
    struck      BIGINT NOT NULL,
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    PRIMARY KEY (county, id, known_from)
);
CREATE INDEX eldercare_home_by_division ON eldercare_home (county, division, id);

-- What was invested in them 养老投资项目.
CREATE TABLE eldercare_project (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    division    TEXT NOT NULL,
    home        TEXT NOT NULL, -- id
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL, -- building, safety, heating, cameras
    day         TEXT NOT NULL,
    amount      BIGINT NOT NULL, -- fen
    fund        TEXT NOT NULL,
    source      TEXT NOT NULL,
    struck      BIGINT NOT NULL,
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    PRIMARY KEY (county, id, known_from)
);
CREATE INDEX eldercare_project_by_day ON eldercare_project (county, day, id);

-- Dwellings made fit for the old 适老化改造.
CREATE TABLE eldercare_adaptation (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    division    TEXT NOT NULL,
    person      TEXT NOT NULL, -- id
    household   TEXT NOT NULL, -- id; empty: none known
    works       TEXT NOT NULL,
    day         TEXT NOT NULL,
    amount      BIGINT NOT NULL, -- fen
    inspector   TEXT NOT NULL,
    source      TEXT NOT NULL,
    struck      BIGINT NOT NULL,
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    PRIMARY KEY (county, id, known_from)
);
CREATE INDEX eldercare_adaptation_by_day ON eldercare_adaptation (county, day, id);
