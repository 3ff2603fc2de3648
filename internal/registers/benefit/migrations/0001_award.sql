-- +goose Up
-- The benefit register 待遇台账. Awards and terms are only ever added.

-- An entitlement of one holder in one programme. A holder whose award was
-- stopped and who qualifies again gets the next ordinal.
CREATE TABLE benefit_award (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    programme   TEXT NOT NULL,
    unit        TEXT NOT NULL, -- household, person
    holder      TEXT NOT NULL, -- id of the household or person
    ordinal     BIGINT NOT NULL,
    division    TEXT NOT NULL, -- of the holder when it was entered
    source      TEXT NOT NULL, -- roll, proposal
    source_id   TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, unit, holder, programme, ordinal)
);

-- One act on an award: start, change or stop, from a month on.
CREATE TABLE benefit_term (
    county        TEXT NOT NULL,
    award         TEXT NOT NULL,
    ordinal       BIGINT NOT NULL,
    act           TEXT NOT NULL,
    from_month    TEXT NOT NULL,
    class         TEXT NOT NULL,
    class_reason  TEXT NOT NULL,
    class_default BIGINT NOT NULL,
    amount        BIGINT NOT NULL, -- fen per month, 0 for a stop
    cause         TEXT NOT NULL,
    source        TEXT NOT NULL,
    source_id     TEXT NOT NULL,
    reason        TEXT NOT NULL, -- id of the reason record, empty when taken from a roll
    author        TEXT NOT NULL,
    author_name   TEXT NOT NULL,
    at            TEXT NOT NULL,
    PRIMARY KEY (county, award, ordinal),
    FOREIGN KEY (county, award) REFERENCES benefit_award (county, id)
);

-- What the amount of a term is made of.
CREATE TABLE benefit_line (
    county  TEXT NOT NULL,
    award   TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    place   BIGINT NOT NULL,
    code    TEXT NOT NULL,
    term    TEXT NOT NULL,
    person  TEXT NOT NULL, -- empty: for the household
    fen     BIGINT NOT NULL,
    why     TEXT NOT NULL,
    PRIMARY KEY (county, award, ordinal, place),
    FOREIGN KEY (county, award, ordinal) REFERENCES benefit_term (county, award, ordinal)
);

-- Whom a term is for: a person, or a number of persons the roll did not name.
CREATE TABLE benefit_covered (
    county  TEXT NOT NULL,
    award   TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    place   BIGINT NOT NULL,
    person  TEXT NOT NULL,
    heads   BIGINT NOT NULL,
    share   BIGINT, -- NULL: not known
    PRIMARY KEY (county, award, ordinal, place),
    FOREIGN KEY (county, award, ordinal) REFERENCES benefit_term (county, award, ordinal)
);

CREATE INDEX benefit_covered_person ON benefit_covered (county, person);

-- Who draws an award and into which account, as a dated fact.
CREATE TABLE benefit_payee (
    county      TEXT NOT NULL,
    award       TEXT NOT NULL,
    kind        TEXT NOT NULL, -- household, person, institution
    name        TEXT NOT NULL,
    person      TEXT NOT NULL,
    bank        TEXT NOT NULL,
    account     TEXT NOT NULL,
    true_from   TEXT NOT NULL,
    true_until  TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (county, award, true_from, known_from)
);

-- Under which class a household is decided, once an officer has decided it.
CREATE TABLE benefit_class (
    county      TEXT NOT NULL,
    household   TEXT NOT NULL,
    class       TEXT NOT NULL, -- urban, rural
    reason      TEXT NOT NULL,
    true_from   TEXT NOT NULL,
    true_until  TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (county, household, true_from, known_from)
);
