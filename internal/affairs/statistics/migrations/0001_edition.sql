-- +goose Up
-- Frozen editions of statistical tables and reports 统计报表定稿. Every row is written once; where an edition stands is
-- read from the acts on it.

CREATE TABLE statistics_edition (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    form        TEXT NOT NULL, -- monthly, report
    from_month  TEXT NOT NULL,
    until_month TEXT NOT NULL, -- the month behind the period
    number      BIGINT NOT NULL,
    unit        TEXT NOT NULL, -- 填报单位
    content     TEXT NOT NULL, -- JSON: what was counted and how; never searched inside
    digest      TEXT NOT NULL, -- SM3 of content
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, form, from_month, until_month, number)
);

-- 审核: somebody else than the preparer found the edition right.
CREATE TABLE statistics_review (
    county      TEXT NOT NULL,
    edition     TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, edition),
    FOREIGN KEY (county, edition) REFERENCES statistics_edition (county, id)
);

-- 退回: the edition was found wrong; the next one is a new edition.
CREATE TABLE statistics_return (
    county      TEXT NOT NULL,
    edition     TEXT NOT NULL,
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, edition),
    FOREIGN KEY (county, edition) REFERENCES statistics_edition (county, id)
);

-- 签发: signed and reported.
CREATE TABLE statistics_signature (
    county      TEXT NOT NULL,
    edition     TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, edition),
    FOREIGN KEY (county, edition) REFERENCES statistics_review (county, edition)
);

-- The wording of the work report as officers edited it; the last one counts.
CREATE TABLE statistics_wording (
    county      TEXT NOT NULL,
    number      BIGINT NOT NULL,
    text        TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, number)
);
