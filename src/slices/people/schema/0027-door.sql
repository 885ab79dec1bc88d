-- Other ways through the door than a password. All in real time.

-- A code by SMS, or a link: for one use, for a short time. Whom nobody knows has a row too, so that asking
-- costs the same; it opens nothing.
CREATE TABLE people_code (
    id INTEGER NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('code', 'link', 'password')),
    person_id INTEGER REFERENCES people_person (id),
    name_hash TEXT NOT NULL,  -- of what was typed
    hash TEXT NOT NULL,       -- a code's as argon2id made it, a link's digest
    tries INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX people_code_by_name ON people_code (name_hash, purpose, id);
CREATE INDEX people_code_by_hash ON people_code (hash);
CREATE INDEX people_code_by_time ON people_code (expires_at);
CREATE INDEX people_code_by_person ON people_code (person_id);

-- A PIN: six digits, made by whoever leads the person, then chosen by the person.
CREATE TABLE people_pin (
    id INTEGER NOT NULL PRIMARY KEY REFERENCES people_person (id), -- the person
    hash TEXT NOT NULL,
    is_first INTEGER NOT NULL CHECK (is_first IN (0, 1)), -- made by another: to be changed, and only for some days
    changed_at INTEGER NOT NULL
) STRICT;
