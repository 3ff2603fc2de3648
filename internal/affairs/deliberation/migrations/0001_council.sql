-- +goose Up
-- Deliberation in villages and communities 议事协商. A row is a revision: what was believed from known_from until known_until.

-- Councils 村（居）民议事协商委员会.
CREATE TABLE deliberation_council (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    division    TEXT NOT NULL,
    name        TEXT NOT NULL,
    founded     TEXT NOT NULL,
    ended       TEXT NOT NULL, -- empty: it stands
    term        TEXT NOT NULL, -- empty: not known
    chair       TEXT NOT NULL,
    members     BIGINT NOT NULL,
    roll        TEXT NOT NULL,
    source      TEXT NOT NULL,
    struck      BIGINT NOT NULL,
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    PRIMARY KEY (county, id, known_from)
);
CREATE INDEX deliberation_council_by_division ON deliberation_council (county, division, id);

-- Their meetings 议事协商会议.
CREATE TABLE deliberation_meeting (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    division    TEXT NOT NULL,
    day         TEXT NOT NULL,
    topic       TEXT NOT NULL,
    category    TEXT NOT NULL, -- work, livelihood, concern, dispute
    channel     TEXT NOT NULL,
    present     BIGINT NOT NULL,
    agreed      BIGINT NOT NULL,
    opinion     TEXT NOT NULL,
    assembly    BIGINT NOT NULL,
    recorder    TEXT NOT NULL,
    source      TEXT NOT NULL,
    struck      BIGINT NOT NULL,
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    PRIMARY KEY (county, id, known_from)
);
CREATE INDEX deliberation_meeting_by_day ON deliberation_meeting (county, day, id);
CREATE INDEX deliberation_meeting_by_division ON deliberation_meeting (county, division, day);
