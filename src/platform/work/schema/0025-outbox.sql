-- Messages out by mail, SMS or letter: one row each, whatever the way.
CREATE TABLE outbox_next_form (
    id           INTEGER NOT NULL PRIMARY KEY,
    key          TEXT NOT NULL UNIQUE,
    channel      TEXT NOT NULL CHECK (channel IN ('mail', 'sms', 'print')),
    kind         TEXT NOT NULL,            -- "people.code": what it is about
    person       INTEGER,
    address      TEXT NOT NULL,            -- mail address, number (E.164), or the lines of a postal address
    language     TEXT NOT NULL,            -- of its text, any language: "sv", "ar"
    zone         TEXT NOT NULL,            -- whose night is quiet; empty: the organisation's
    subject      TEXT NOT NULL,
    body         TEXT NOT NULL,
    html         TEXT,
    is_at_once   INTEGER NOT NULL CHECK (is_at_once IN (0, 1)),   -- the night is not waited out
    is_secret    INTEGER NOT NULL CHECK (is_secret IN (0, 1)),    -- its text goes when it is sent
    is_protected INTEGER NOT NULL CHECK (is_protected IN (0, 1)), -- of a protected identity
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts     INTEGER NOT NULL,
    due          INTEGER NOT NULL,         -- not before, the domain's clock
    next_at      INTEGER NOT NULL,         -- the next try, real time
    created_at   INTEGER NOT NULL,
    sent_at      INTEGER,
    batch        INTEGER,                  -- of a letter: the print file that it is in
    last_error   TEXT
) STRICT;
INSERT INTO outbox_next_form (id, key, channel, kind, person, address, language, zone, subject, body, html,
    is_at_once, is_secret, is_protected, state, attempts, due, next_at, created_at, sent_at, last_error)
SELECT id, key, channel, 'mail', person, address, 'sv', '', subject, body, html,
    1, 0, 0, state, attempts, created_at, next_at, created_at, sent_at, last_error
FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_next_form RENAME TO outbox;
CREATE INDEX outbox_next ON outbox (state, channel, next_at);
CREATE INDEX outbox_by_person ON outbox (person);
CREATE INDEX outbox_by_batch ON outbox (batch);
