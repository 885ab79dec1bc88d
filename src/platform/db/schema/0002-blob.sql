-- Files, in pieces of 64 KiB.

CREATE TABLE blob (
    id         INTEGER NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,     -- as the person called it
    type       TEXT NOT NULL,     -- media type, found by looking
    length     INTEGER,           -- bytes; NULL until all pieces are there
    digest     TEXT,              -- BLAKE2b-256 in hex; NULL until all pieces are there
    created_at INTEGER NOT NULL   -- real time: what was never finished is swept away
) STRICT;

CREATE TABLE blob_piece (
    blob   INTEGER NOT NULL REFERENCES blob (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,      -- 0..
    bytes  BLOB NOT NULL,
    PRIMARY KEY (blob, number)
) STRICT, WITHOUT ROWID;
