-- What happened, and what it changed.

-- One row for everything that happened. Ids and keys only, never a personal value.
CREATE TABLE event (
    id            INTEGER NOT NULL PRIMARY KEY, -- made by the program, time-ordered
    position      INTEGER UNIQUE,               -- place in the one order; NULL until sequenced
    kind          TEXT NOT NULL,                -- "building.edited"
    subject_table TEXT,                         -- what it is about
    subject       INTEGER,
    person        INTEGER,                      -- who acted; NULL: the system itself
    role          TEXT,                         -- the role held at the moment
    source        TEXT,                         -- self, officer, import, job …
    request       TEXT,                         -- id of the request, as in the log
    cause         INTEGER,                      -- the import, job or event that led to it
    at            INTEGER NOT NULL,             -- the domain's clock
    digest        BLOB NOT NULL,                -- BLAKE2b of the fields above and of all its changes
    link          BLOB                          -- the chain: BLAKE2b of the previous link and the digest
) STRICT;
CREATE INDEX event_subject ON event (subject, id);
CREATE INDEX event_person ON event (person, id);
CREATE INDEX event_cause ON event (cause, id) WHERE cause IS NOT NULL;
CREATE INDEX event_waiting ON event (id) WHERE position IS NULL;

-- One row for each row of a table that an event changed. It is written before its event, which is
-- written when all its changes are known: so there is no foreign key.
CREATE TABLE change (
    event      INTEGER NOT NULL,
    number     INTEGER NOT NULL,  -- 1.. within the event
    action     TEXT NOT NULL CHECK (action IN ('insert', 'update', 'remove')),
    table_name TEXT NOT NULL,
    row        INTEGER NOT NULL,
    version    INTEGER NOT NULL,  -- of the row afterwards; orders the changes of a row
    fields     TEXT,              -- names of the changed fields, "address,stage"; NULL for an insert
    before     TEXT,              -- JSON of what they held; NULL for an insert, and when erased
    salt       BLOB,              -- NULL for an insert, and when erased
    commitment BLOB,              -- BLAKE2b of salt and before: what the chain holds instead of values
    PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_row ON change (row, version);
