-- Erasing: who asked for it, and a person of whom nothing is told any more.

-- Since when the organisation keeps something of the person; none: from before this was noted.
ALTER TABLE people_person ADD COLUMN known_since INTEGER;
-- When everything that tells who it was has been taken out; the row stays, so that counts do.
ALTER TABLE people_person ADD COLUMN erased_at INTEGER;

-- A wish to be erased. What the law has us keep is waited for, and erased when its time is up.
CREATE TABLE people_erasure (
    id INTEGER NOT NULL PRIMARY KEY, -- the person
    asked_at INTEGER NOT NULL,
    asked_by INTEGER, -- none: the program itself, when nothing needed the person any more
    done_at INTEGER
) STRICT;
CREATE INDEX people_erasure_open ON people_erasure (done_at, id);
