-- Files that come in pieces (web/uploads.h). The bytes are a blob's of the same id.

-- not about people: the number of the account that sends the file, for a day or two.
CREATE TABLE upload (
    id         INTEGER NOT NULL PRIMARY KEY, -- the blob's
    person     INTEGER NOT NULL,             -- whose it is
    form       TEXT NOT NULL,                -- for the form at this address
    field      TEXT NOT NULL,                -- and this field of it
    name       TEXT NOT NULL,                -- of the file, as the person called it
    type       TEXT NOT NULL,                -- media type, as the browser says
    size       INTEGER NOT NULL CHECK (size > 0),
    sha256     TEXT NOT NULL,                -- in hex; empty until it is whole
    state      TEXT NOT NULL CHECK (state IN ('arriving', 'whole', 'used')),
    created_at INTEGER NOT NULL              -- real time
) STRICT;
CREATE INDEX upload_person ON upload (person, state);
CREATE INDEX upload_created ON upload (created_at);
