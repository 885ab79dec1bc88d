-- Standing feeds: folders in which another system leaves its files, and what came of each file.

-- What is fetched, how it is read, and who is told.
-- not about people: a folder and its files; who is told is the number of an account
CREATE TABLE records_feed (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    area_id INTEGER NOT NULL REFERENCES people_area (id), -- of lines that name none
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,     -- what the files hold, as its slice calls it
    folder TEXT NOT NULL,   -- below the folder of all feeds
    pattern TEXT NOT NULL,  -- of file names: personal-*.csv
    encoding TEXT CHECK (encoding IN ('utf-8', 'latin-1')), -- none: as it is found
    mapping TEXT,           -- lines "their heading=our field"
    owner_id INTEGER NOT NULL REFERENCES people_person (id), -- who is told
    is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
    at_time TEXT NOT NULL,  -- 02:30, in the area's zone
    columns TEXT,           -- fields that the last file had
    next_at INTEGER         -- the night that its job waits for
) STRICT;

-- One file that was taken, or that was not there.
-- not about people: files; who asked is the number of an account
CREATE TABLE records_feed_run (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    feed_id INTEGER NOT NULL REFERENCES records_feed (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'nothing', 'refused',
                                         'stopped', 'failed')),
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    person_id INTEGER, -- who asked for it; none: the night did
    import_id INTEGER REFERENCES records_import (id),
    job_id INTEGER,
    file_name TEXT,
    file_size INTEGER,
    file_time INTEGER, -- when the file was last written
    known_count INTEGER, -- rows that the feed had brought before
    gone_count INTEGER,
    is_confirmed INTEGER NOT NULL CHECK (is_confirmed IN (0, 1)), -- somebody said that so many are gone
    message TEXT,   -- msgid: why it was refused
    arguments TEXT
) STRICT;
CREATE INDEX records_feed_run_of ON records_feed_run (feed_id, id);
CREATE INDEX records_feed_run_import ON records_feed_run (import_id);

-- What a feed has brought: the row, and the digest of the line that said it last.
-- not about people: numbers of rows and digests
CREATE TABLE records_feed_row (
    feed_id INTEGER NOT NULL REFERENCES records_feed (id),
    row_id INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (feed_id, row_id)
) STRICT;

-- Findings tell of rows that are gone, too.
-- not about people: takes the place of records_finding, which has its rule
CREATE TABLE records_finding_wider (
    id INTEGER NOT NULL PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES records_import (id),
    kind TEXT NOT NULL CHECK (kind IN ('refused', 'changed', 'new', 'kept', 'gone')),
    line INTEGER,
    place INTEGER,
    row_id INTEGER,
    title TEXT,
    field TEXT,
    before TEXT,
    after TEXT,
    message TEXT,
    arguments TEXT,
    changed_by INTEGER,
    changed_at INTEGER
) STRICT;
INSERT INTO records_finding_wider (id, import_id, kind, line, place, row_id, title, field, before,
                                   after, message, arguments, changed_by, changed_at)
SELECT id, import_id, kind, line, place, row_id, title, field, before, after, message, arguments,
       changed_by, changed_at
FROM records_finding;
DROP TABLE records_finding;
ALTER TABLE records_finding_wider RENAME TO records_finding;
CREATE INDEX records_finding_of_import ON records_finding (import_id, kind, id);
