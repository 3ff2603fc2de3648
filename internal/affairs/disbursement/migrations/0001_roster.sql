-- +goose Up
-- Payment rosters 发放名册. Every row is written once; what becomes of a roster is
-- read from the acts on it, never from a status.

-- One roster for a programme, a fund and a month: there can be no second one.
CREATE TABLE disbursement_roster (
    county         TEXT NOT NULL,
    id             TEXT NOT NULL,
    programme      TEXT NOT NULL,
    programme_term TEXT NOT NULL, -- 最低生活保障, as it was called then
    short          TEXT NOT NULL, -- 低保
    fund           TEXT NOT NULL,
    fund_term      TEXT NOT NULL, -- 困难群众救助补助资金
    month          TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, programme, fund, month)
);

-- One drafting of a roster. The last edition counts; the earlier ones stay.
CREATE TABLE disbursement_edition (
    county          TEXT NOT NULL,
    roster          TEXT NOT NULL,
    number          BIGINT NOT NULL,
    basis           TEXT NOT NULL, -- signed, imported: where last month's figures come from
    last_roster     TEXT NOT NULL, -- last month's signed roster; empty when imported
    last_households BIGINT NOT NULL,
    last_persons    BIGINT NOT NULL,
    last_amount     BIGINT NOT NULL,
    author          TEXT NOT NULL,
    author_name     TEXT NOT NULL,
    at              TEXT NOT NULL,
    PRIMARY KEY (county, roster, number),
    FOREIGN KEY (county, roster) REFERENCES disbursement_roster (county, id)
);

-- One payment, copied from its award; never joined to the registers again.
CREATE TABLE disbursement_line (
    county       TEXT NOT NULL,
    roster       TEXT NOT NULL,
    edition      BIGINT NOT NULL,
    serial       BIGINT NOT NULL,
    award        TEXT NOT NULL,
    household    TEXT NOT NULL,
    class        TEXT NOT NULL,
    head         TEXT NOT NULL,
    head_number  TEXT,
    village      TEXT NOT NULL,
    village_name TEXT NOT NULL,
    town         TEXT NOT NULL,
    town_name    TEXT NOT NULL,
    payee_kind   TEXT NOT NULL,
    payee        TEXT NOT NULL,
    payee_number TEXT,
    bank         TEXT NOT NULL,
    account      TEXT NOT NULL,
    amount       BIGINT NOT NULL, -- fen
    PRIMARY KEY (county, roster, edition, serial),
    UNIQUE (county, roster, edition, award),
    FOREIGN KEY (county, roster, edition) REFERENCES disbursement_edition (county, roster, number)
);
CREATE INDEX disbursement_line_household ON disbursement_line (county, household, roster, edition);

-- What the amount of a line is made of.
CREATE TABLE disbursement_part (
    county  TEXT NOT NULL,
    roster  TEXT NOT NULL,
    edition BIGINT NOT NULL,
    serial  BIGINT NOT NULL,
    place   BIGINT NOT NULL,
    term    TEXT NOT NULL,
    amount  BIGINT NOT NULL,
    PRIMARY KEY (county, roster, edition, serial, place)
);

-- For whom a line pays.
CREATE TABLE disbursement_covered (
    county  TEXT NOT NULL,
    roster  TEXT NOT NULL,
    edition BIGINT NOT NULL,
    serial  BIGINT NOT NULL,
    place   BIGINT NOT NULL,
    person  TEXT NOT NULL, -- empty: persons only counted
    name    TEXT NOT NULL,
    number  TEXT,
    heads   BIGINT NOT NULL,
    share   BIGINT NOT NULL,
    PRIMARY KEY (county, roster, edition, serial, place)
);

-- What differs from last month, with its cause. Holds are not in here: they are
-- acts of their own and are added when the table is shown.
CREATE TABLE disbursement_change (
    county            TEXT NOT NULL,
    roster            TEXT NOT NULL,
    edition           BIGINT NOT NULL,
    place             BIGINT NOT NULL,
    movement          TEXT NOT NULL,
    award             TEXT NOT NULL,
    household         TEXT NOT NULL,
    head              TEXT NOT NULL,
    village           TEXT NOT NULL,
    village_name      TEXT NOT NULL,
    town              TEXT NOT NULL,
    town_name         TEXT NOT NULL,
    before_households BIGINT NOT NULL,
    before_persons    BIGINT NOT NULL,
    before_amount     BIGINT NOT NULL,
    after_households  BIGINT NOT NULL,
    after_persons     BIGINT NOT NULL,
    after_amount      BIGINT NOT NULL,
    cause             TEXT NOT NULL,
    PRIMARY KEY (county, roster, edition, place)
);

-- A line held out of payment 暂缓, until it is released in the same edition.
CREATE TABLE disbursement_hold (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    roster      TEXT NOT NULL,
    edition     BIGINT NOT NULL,
    serial      BIGINT NOT NULL,
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, roster, edition, serial) REFERENCES disbursement_line (county, roster, edition, serial)
);
CREATE INDEX disbursement_hold_line ON disbursement_hold (county, roster, edition, serial);

CREATE TABLE disbursement_release (
    county      TEXT NOT NULL,
    hold        TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, hold),
    FOREIGN KEY (county, hold) REFERENCES disbursement_hold (county, id)
);

-- The preparer's submission 报审, with what was submitted.
CREATE TABLE disbursement_submission (
    county      TEXT NOT NULL,
    roster      TEXT NOT NULL,
    edition     BIGINT NOT NULL,
    households  BIGINT NOT NULL,
    persons     BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    held        BIGINT NOT NULL, -- lines held out
    digest      TEXT NOT NULL,   -- SM3 of the bank file as it would be signed
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, roster, edition),
    FOREIGN KEY (county, roster, edition) REFERENCES disbursement_edition (county, roster, number)
);

-- 退回: the edition goes back to the preparer; the next one is a new edition.
CREATE TABLE disbursement_return (
    county      TEXT NOT NULL,
    roster      TEXT NOT NULL,
    edition     BIGINT NOT NULL,
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, roster, edition),
    FOREIGN KEY (county, roster, edition) REFERENCES disbursement_submission (county, roster, edition)
);

-- 审核通过.
CREATE TABLE disbursement_review (
    county      TEXT NOT NULL,
    roster      TEXT NOT NULL,
    edition     BIGINT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, roster, edition),
    FOREIGN KEY (county, roster, edition) REFERENCES disbursement_submission (county, roster, edition)
);

-- 签批: at most one per roster. file is the bank file, byte for byte; digest is its SM3.
CREATE TABLE disbursement_signature (
    county      TEXT NOT NULL,
    roster      TEXT NOT NULL,
    edition     BIGINT NOT NULL,
    households  BIGINT NOT NULL,
    persons     BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    file        BYTEA NOT NULL,
    digest      TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, roster),
    FOREIGN KEY (county, roster, edition) REFERENCES disbursement_review (county, roster, edition)
);
