-- +goose Up
-- Work that somebody asked for and that runs later. What was asked never changes; how it stands is kept beside it.
CREATE TABLE job_job (
    county         TEXT NOT NULL,
    id             TEXT NOT NULL,
    kind           TEXT NOT NULL,
    about          TEXT NOT NULL, -- what it is about, for people: the name of a file
    subject        TEXT NOT NULL, -- id of the record it is about
    input          TEXT NOT NULL, -- what its kind needs to know
    path           TEXT NOT NULL, -- the page that shows its result
    actor          TEXT NOT NULL, -- as whom it acts
    actor_name     TEXT NOT NULL,
    actor_role     TEXT NOT NULL,
    actor_division TEXT NOT NULL,
    asked_at       TEXT NOT NULL,
    state          TEXT NOT NULL, -- waiting, running, done, failed
    due            TEXT NOT NULL, -- not before
    attempt        BIGINT NOT NULL, -- how often it was begun
    holder         TEXT NOT NULL, -- the server that runs it
    lease          TEXT NOT NULL, -- until when the holder is believed to live
    begun_at       TEXT NOT NULL, -- the first time; empty before
    ended_at       TEXT NOT NULL, -- empty before
    says           TEXT NOT NULL, -- what came of it, in one sentence
    PRIMARY KEY (county, id)
);
CREATE INDEX job_job_open ON job_job (county, state, due);
CREATE INDEX job_job_by_subject ON job_job (county, subject);
CREATE INDEX job_job_by_actor ON job_job (county, actor, id);

-- How far work has come. Written often, and apart, so that the order itself is not.
CREATE TABLE job_progress (
    county TEXT NOT NULL,
    job    TEXT NOT NULL,
    words  TEXT NOT NULL, -- what is being done
    done   BIGINT NOT NULL,
    total  BIGINT NOT NULL, -- 0: not known
    since  TEXT NOT NULL, -- when this part of the work began
    at     TEXT NOT NULL,
    PRIMARY KEY (county, job),
    FOREIGN KEY (county, job) REFERENCES job_job (county, id)
);
