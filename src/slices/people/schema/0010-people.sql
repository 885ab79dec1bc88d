-- Who may do what: areas, people, their sign-ins, sessions, roles and grants.

-- A part of the organisation with its own zone and language.
CREATE TABLE people_area (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    name TEXT NOT NULL UNIQUE,
    name_key TEXT NOT NULL, -- sort key of the organisation's language
    zone TEXT NOT NULL,     -- "Europe/Helsinki"
    language TEXT NOT NULL CHECK (language IN ('sv', 'fi', 'en'))
) STRICT;

-- Published.
CREATE VIEW people_area_card AS SELECT id, name, name_key, zone, language FROM people_area;

CREATE TABLE people_person (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    email TEXT,
    email_folded TEXT UNIQUE, -- what one signs in with
    language TEXT CHECK (language IN ('sv', 'fi', 'en')), -- none: as the browser asks
    scheme TEXT CHECK (scheme IN ('light', 'dark')),      -- none: as the system
    kind TEXT NOT NULL CHECK (kind IN ('staff', 'customer', 'external')),
    is_protected INTEGER NOT NULL CHECK (is_protected IN (0, 1)) -- protected identity
) STRICT;
CREATE INDEX people_person_by_name ON people_person (name_key, id);

-- A password, as argon2id made it. Apart from the person, so that no list can meet it.
CREATE TABLE people_login (
    id INTEGER NOT NULL PRIMARY KEY REFERENCES people_person (id), -- the person
    hash TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

-- A sign-in on one device, in real time. The cookie's token is nowhere, only its digest.
CREATE TABLE people_session (
    id INTEGER NOT NULL PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people_person (id),
    token_hash TEXT NOT NULL UNIQUE,
    device TEXT, -- "Firefox, Android", as the browser says
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX people_session_by_person ON people_session (person_id, id);

-- Wrong passwords of late, by a digest of the name that was typed, known or not. In real time.
CREATE TABLE people_miss (
    id INTEGER NOT NULL PRIMARY KEY,
    name_hash TEXT NOT NULL,
    missed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX people_miss_by_name ON people_miss (name_hash, missed_at);
CREATE INDEX people_miss_by_time ON people_miss (missed_at);

-- The roles that the program declares, copied here when it starts.
CREATE TABLE people_role (
    role TEXT NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL, -- the first of a person's roles decides on the start page
    label TEXT NOT NULL
) STRICT;
CREATE TABLE people_role_permission (
    role TEXT NOT NULL REFERENCES people_role (role),
    permission TEXT NOT NULL,
    PRIMARY KEY (role, permission)
) STRICT;

-- A role given to a person, in a scope, from a day to a day (half-open, the domain's clock).
CREATE TABLE people_grant (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    person_id INTEGER NOT NULL REFERENCES people_person (id),
    role TEXT NOT NULL REFERENCES people_role (role),
    scope_type TEXT NOT NULL CHECK (scope_type IN ('all', 'area')),
    scope_id INTEGER,
    from_at INTEGER NOT NULL,
    to_at INTEGER, -- none: until further notice
    CHECK ((scope_type = 'all') = (scope_id IS NULL)),
    CHECK (to_at IS NULL OR to_at >= from_at)
) STRICT;
CREATE INDEX people_grant_by_person ON people_grant (person_id, role);

-- Published: what each person may do where, and when. A query that names it compares the times with
-- :now, for the domain's clock may be moved.
CREATE VIEW people_sees AS
SELECT g.person_id, p.permission, g.scope_type, g.scope_id, g.from_at,
       COALESCE(g.to_at, 253402300799999) AS to_at
FROM people_grant g JOIN people_role_permission p ON p.role = g.role;

-- Published: what a person is called on pages of others; a protected one has no name there.
CREATE VIEW people_name AS
SELECT id, CASE WHEN is_protected = 1 THEN NULL ELSE name END AS name FROM people_person;
