-- +goose Up
-- Gifts for charity 慈善捐赠. A row is a revision: what was believed from known_from until known_until.
CREATE TABLE charity_gift (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    division    TEXT NOT NULL,
    day         TEXT NOT NULL,
    donor       TEXT NOT NULL,
    donor_kind  TEXT NOT NULL,
    kind        TEXT NOT NULL, -- money, goods
    amount      BIGINT NOT NULL, -- fen
    goods       TEXT NOT NULL,
    purpose     TEXT NOT NULL,
    receipt     TEXT NOT NULL,
    waived      BIGINT NOT NULL,
    handler     TEXT NOT NULL,
    published   BIGINT NOT NULL,
    note        TEXT NOT NULL,
    struck      BIGINT NOT NULL,
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    PRIMARY KEY (county, id, known_from)
);
CREATE INDEX charity_gift_by_day ON charity_gift (county, day, id);
