-- +goose Up
-- Who works here, and the name they sign in with. Never removed: the log refers to them.
CREATE TABLE officer_officer (
    county       TEXT NOT NULL,
    id           TEXT NOT NULL,
    name         TEXT NOT NULL,
    sign_in      TEXT NOT NULL, -- small letters and digits
    appointed_at TEXT NOT NULL,
    appointed_by TEXT NOT NULL, -- id of the actor
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX officer_officer_sign_in ON officer_officer (county, sign_in);

-- Role and division, in two times.
CREATE TABLE officer_post (
    county      TEXT NOT NULL,
    officer     TEXT NOT NULL,
    role        TEXT NOT NULL,
    division    TEXT NOT NULL, -- 12 digits
    true_from   TEXT NOT NULL,
    true_until  TEXT NOT NULL,
    known_from  TEXT NOT NULL,
    known_until TEXT NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (county, officer, true_from, known_from)
);

-- The end of an officer's work here. It takes effect at once.
CREATE TABLE officer_ending (
    county   TEXT NOT NULL,
    officer  TEXT NOT NULL,
    ended_on TEXT NOT NULL, -- day
    reason   TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    ended_by TEXT NOT NULL,
    PRIMARY KEY (county, officer)
);

-- Every password that was ever set; the latest counts. Its id is the credential of sessions.
CREATE TABLE officer_password (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    officer     TEXT NOT NULL,
    hash        TEXT NOT NULL, -- argon2id, with its parameters and salt
    must_change INTEGER NOT NULL, -- 1 when another person knows it
    set_at      TEXT NOT NULL,
    set_by      TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX officer_password_officer ON officer_password (county, officer, id);

-- Every time somebody tried a password. Written before the password is compared, so that many guesses at once do not pass the count.
CREATE TABLE officer_attempt (
    county  TEXT NOT NULL,
    id      TEXT NOT NULL,
    officer TEXT NOT NULL,
    at      TEXT NOT NULL,
    passed  INTEGER NOT NULL, -- 1 when the password was right
    PRIMARY KEY (county, id)
);
CREATE INDEX officer_attempt_officer ON officer_attempt (county, officer, id);

-- Sessions of the web server, under the hash of their token.
CREATE TABLE officer_session (
    county  TEXT NOT NULL,
    token   TEXT NOT NULL,
    content TEXT NOT NULL, -- base64
    expires TEXT NOT NULL,
    PRIMARY KEY (county, token)
);
CREATE INDEX officer_session_expires ON officer_session (county, expires);
