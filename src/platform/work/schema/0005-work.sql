-- What the room `work` keeps: idempotency keys, jobs, schedules, settings and messages out.

-- One successful change asked for with an idempotency key; kept 60 days.
CREATE TABLE once (
    key        TEXT NOT NULL PRIMARY KEY,
    person     INTEGER,                  -- who asked; another person's key is a conflict
    digest     TEXT NOT NULL,            -- of method, path and body
    reply      TEXT NOT NULL,            -- where the first answer led to
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX once_at ON once (at);

-- Work after the commit.
CREATE TABLE job (
    id          INTEGER NOT NULL PRIMARY KEY,
    kind        TEXT NOT NULL,
    key         TEXT NOT NULL,           -- idempotent within its kind
    subject     INTEGER,
    due         INTEGER NOT NULL,        -- the domain's clock
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    is_long     INTEGER NOT NULL CHECK (is_long IN (0, 1)),
    attempts    INTEGER NOT NULL,
    claimed_by  TEXT,                    -- the worker process that runs it
    claimed_at  INTEGER,                 -- real time; a claim ten minutes without a sign of life is taken over
    done_count  INTEGER,
    total_count INTEGER,
    result      TEXT,
    last_error  TEXT,
    person      INTEGER,
    created_at  INTEGER NOT NULL,
    UNIQUE (kind, key)
) STRICT;
CREATE INDEX job_next ON job (state, is_long, due, id);

-- When a schedule ran last, so that a moved clock and a restart miss nothing and repeat nothing.
CREATE TABLE schedule (
    name     TEXT NOT NULL PRIMARY KEY,
    last_due INTEGER NOT NULL
) STRICT;

-- Settings that differ from their declared default.
CREATE TABLE setting (
    key     TEXT NOT NULL PRIMARY KEY,
    id      INTEGER NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    value   TEXT NOT NULL
) STRICT;

-- Messages out.
CREATE TABLE outbox (
    id         INTEGER NOT NULL PRIMARY KEY,
    key        TEXT NOT NULL UNIQUE,
    channel    TEXT NOT NULL CHECK (channel IN ('mail')),
    person     INTEGER,
    address    TEXT NOT NULL,
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL,
    html       TEXT,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts   INTEGER NOT NULL,
    next_at    INTEGER NOT NULL,         -- real time
    created_at INTEGER NOT NULL,
    sent_at    INTEGER,
    last_error TEXT
) STRICT;
CREATE INDEX outbox_next ON outbox (state, next_at);
