-- +goose Up
-- The division tree: what a code was called and where it stood, in two times.
CREATE TABLE place_division (
    county      TEXT NOT NULL,
    code        TEXT NOT NULL, -- 12 digits
    name        TEXT NOT NULL, -- as the Bureau of Statistics lists it: 铧厂村委会
    kind        TEXT NOT NULL, -- county, town, township, residents_committee, villagers_committee
    parent      TEXT NOT NULL, -- code of the division above
    true_from   TEXT NOT NULL,
    true_until  TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (county, code, true_from, known_from)
);

-- Other names people write for a division.
CREATE TABLE place_alias (
    county      TEXT NOT NULL,
    code        TEXT NOT NULL,
    alias       TEXT NOT NULL,
    note        TEXT NOT NULL, -- where the name comes from
    true_from   TEXT NOT NULL,
    true_until  TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (county, code, alias, true_from, known_from)
);
