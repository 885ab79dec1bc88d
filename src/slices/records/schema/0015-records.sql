-- Files that were handed in, and what came of them.

-- A file that was handed in, and what became of it.
CREATE TABLE records_import (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    kind TEXT NOT NULL, -- what it holds, as its slice calls it
    file_name TEXT NOT NULL,
    blob_id INTEGER NOT NULL,
    area_id INTEGER NOT NULL REFERENCES people_area (id), -- of rows that name none
    person_id INTEGER,                                    -- who handed it in
    state TEXT NOT NULL CHECK (state IN ('checking', 'refused', 'checked', 'applying', 'applied',
                                         'undoing', 'undone', 'failed')),
    created_at INTEGER NOT NULL,
    job_id INTEGER,      -- the job at work, for its progress
    row_count INTEGER,   -- rows in the file
    new_count INTEGER,
    changed_count INTEGER,
    unchanged_count INTEGER,
    refused_count INTEGER,
    done_count INTEGER NOT NULL, -- rows applied so far: where to go on after a stop
    kept_count INTEGER,          -- by the undo: values that others changed since
    undo_event INTEGER           -- how far the undo has come
) STRICT;
CREATE INDEX records_import_by_time ON records_import (created_at, id);

-- What the dry run or the undo found, at most some thousand an import.
CREATE TABLE records_finding (
    id INTEGER NOT NULL PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES records_import (id),
    kind TEXT NOT NULL CHECK (kind IN ('refused', 'changed', 'new', 'kept')),
    line INTEGER,
    place INTEGER, -- column of the file
    row_id INTEGER,
    title TEXT,   -- which row, as people know it
    field TEXT,
    before TEXT,
    after TEXT,
    message TEXT,   -- msgid
    arguments TEXT  -- name=value, one a line
) STRICT;
CREATE INDEX records_finding_of_import ON records_finding (import_id, kind, id);
