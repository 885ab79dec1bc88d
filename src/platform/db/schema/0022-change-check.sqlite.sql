-- A change is written with less: SQLite builds a table of its own in memory, at each statement, for the
-- constants of an IN with more than two, so the actions are said one by one (0125). A CHECK is changed
-- by making the table anew.

CREATE TABLE change_next_form (
    event      INTEGER NOT NULL,
    number     INTEGER NOT NULL,  -- 1.. within the event
    action     TEXT NOT NULL CHECK (action = 'insert' OR action = 'update' OR action = 'remove'),
    table_name TEXT NOT NULL,
    row        INTEGER NOT NULL,
    version    INTEGER NOT NULL,  -- of the row afterwards; orders the changes of a row
    fields     TEXT,              -- names of the changed fields, "address,stage"; NULL for an insert
    before     TEXT,              -- JSON of what they held; NULL for an insert, and when erased
    salt       BLOB,              -- NULL for an insert, and when erased
    commitment BLOB,              -- BLAKE2b of salt and before: what the chain holds instead of values
    PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;
INSERT INTO change_next_form (event, number, action, table_name, row, version, fields, before, salt,
    commitment)
SELECT event, number, action, table_name, row, version, fields, before, salt, commitment
FROM change ORDER BY event, number;
DROP TABLE change;
ALTER TABLE change_next_form RENAME TO change;
CREATE INDEX change_row ON change (row, version);
