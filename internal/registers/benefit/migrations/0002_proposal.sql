-- +goose Up
-- One assessing of everybody with an award or an open request.
CREATE TABLE benefit_run (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    month       TEXT NOT NULL,
    ordinal     BIGINT NOT NULL,
    division    TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    assessed    BIGINT NOT NULL,
    unchanged   BIGINT NOT NULL,
    kept        BIGINT NOT NULL,
    replaced    BIGINT NOT NULL,
    unplaced    BIGINT NOT NULL, -- awards whose holder has no place in the register
    PRIMARY KEY (county, id),
    UNIQUE (county, month, ordinal)
);

-- Facts as they were assessed, frozen, one copy for all records that used them.
CREATE TABLE benefit_facts (
    county TEXT NOT NULL,
    digest TEXT NOT NULL, -- SM3 of facts
    facts  TEXT NOT NULL, -- JSON, never searched inside
    PRIMARY KEY (county, digest)
);

-- The record of one assessment.
CREATE TABLE benefit_reason (
    county    TEXT NOT NULL,
    id        TEXT NOT NULL,
    run       TEXT NOT NULL,
    programme TEXT NOT NULL,
    unit      TEXT NOT NULL,
    holder    TEXT NOT NULL,
    household TEXT NOT NULL,
    division  TEXT NOT NULL, -- on the first day of the month
    month     TEXT NOT NULL,
    digest    TEXT NOT NULL,
    law       TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    amount    BIGINT NOT NULL,
    binding   TEXT NOT NULL,
    distance  BIGINT NOT NULL,
    result    TEXT NOT NULL, -- JSON: lines, covered, class, missing, marks; never searched inside
    at        TEXT NOT NULL,
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, run) REFERENCES benefit_run (county, id),
    FOREIGN KEY (county, digest) REFERENCES benefit_facts (county, digest)
);
CREATE INDEX benefit_reason_holder ON benefit_reason (county, month, programme, holder, id);
CREATE INDEX benefit_reason_household ON benefit_reason (county, household, id);

-- What a run thinks ought to change. Written once; what becomes of it stands in
-- benefit_closing.
CREATE TABLE benefit_proposal (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    run        TEXT NOT NULL,
    reason     TEXT NOT NULL,
    month      TEXT NOT NULL,
    programme  TEXT NOT NULL,
    kind       TEXT NOT NULL,
    unit       TEXT NOT NULL,
    holder     TEXT NOT NULL,
    household  TEXT NOT NULL,
    division   TEXT NOT NULL,
    award      TEXT NOT NULL, -- empty for a new award and a refusal
    against    BIGINT NOT NULL, -- ordinal of the term it was compared with
    request    TEXT NOT NULL,
    cause      TEXT NOT NULL,
    warnings   TEXT NOT NULL, -- JSON list
    old_amount BIGINT NOT NULL,
    new_amount BIGINT NOT NULL,
    at         TEXT NOT NULL,
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, reason) REFERENCES benefit_reason (county, id)
);
CREATE INDEX benefit_proposal_month ON benefit_proposal (county, month, division, id);
CREATE INDEX benefit_proposal_household ON benefit_proposal (county, household, id);

-- The one act that ends a proposal: confirmed, set aside, superseded.
CREATE TABLE benefit_closing (
    county      TEXT NOT NULL,
    proposal    TEXT NOT NULL,
    state       TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    reason      TEXT NOT NULL, -- of a setting aside
    batch       TEXT NOT NULL, -- of a confirmation with others
    award       TEXT NOT NULL, -- of a confirmation: the award it wrote a term of
    from_month  TEXT,          -- of a confirmation: the first month it holds
    run         TEXT NOT NULL, -- of a superseding
    PRIMARY KEY (county, proposal),
    FOREIGN KEY (county, proposal) REFERENCES benefit_proposal (county, id)
);

-- Facts of the household changed after the proposal was made.
CREATE TABLE benefit_outdating (
    county      TEXT NOT NULL,
    proposal    TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, proposal),
    FOREIGN KEY (county, proposal) REFERENCES benefit_proposal (county, id)
);

-- Proposals laid before an officer to be confirmed together.
CREATE TABLE benefit_batch (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    month       TEXT NOT NULL,
    number      BIGINT NOT NULL, -- proposals in it
    old_amount  BIGINT NOT NULL,
    new_amount  BIGINT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, id)
);

CREATE TABLE benefit_batch_item (
    county   TEXT NOT NULL,
    batch    TEXT NOT NULL,
    proposal TEXT NOT NULL,
    PRIMARY KEY (county, batch, proposal),
    FOREIGN KEY (county, batch) REFERENCES benefit_batch (county, id),
    FOREIGN KEY (county, proposal) REFERENCES benefit_proposal (county, id)
);
