-- +goose Up
-- 社会救助: what households ask for. Rows are only ever added.

-- A household's request, 救助申请.
CREATE TABLE assistance_request (
    county       TEXT NOT NULL,
    id           TEXT NOT NULL,
    programme    TEXT NOT NULL,
    household    TEXT NOT NULL,
    applicant    TEXT NOT NULL, -- id of the member who asks
    day          TEXT NOT NULL,
    channel      TEXT NOT NULL, -- visit, agent, online, sighted
    class        TEXT NOT NULL, -- urban, rural; empty: not decided
    class_reason TEXT NOT NULL,
    authorised   BIGINT NOT NULL,
    note         TEXT NOT NULL,
    division     TEXT NOT NULL, -- of the household when it asked
    author       TEXT NOT NULL,
    author_name  TEXT NOT NULL,
    at           TEXT NOT NULL,
    PRIMARY KEY (county, id)
);

CREATE INDEX assistance_request_household ON assistance_request (county, household);

-- What a request came to by a confirmed proposal.
CREATE TABLE assistance_answer (
    county      TEXT NOT NULL,
    request     TEXT NOT NULL,
    proposal    TEXT NOT NULL,
    award       TEXT NOT NULL, -- empty: refused
    from_month  TEXT,
    cause       TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, request),
    FOREIGN KEY (county, request) REFERENCES assistance_request (county, id)
);

-- A household's taking back of its request, 撤回申请.
CREATE TABLE assistance_withdrawal (
    county      TEXT NOT NULL,
    request     TEXT NOT NULL,
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (county, request),
    FOREIGN KEY (county, request) REFERENCES assistance_request (county, id)
);
