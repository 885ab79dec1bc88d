-- What history.h and blob.h read and write.

-- query: event_add
-- Writes an event whose changes are all known.
INSERT INTO event (id, position, kind, subject_table, subject, person, role, source, request,
                   cause, at, digest, link)
VALUES (:id, :position, :kind, :subject_table, :subject, :person, :role, :source, :request,
        :cause, :at, :digest, :link)

-- query: event_newest
-- The end of the chain.
-- hot
SELECT position, link FROM event WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1

-- query: event_waiting
-- Events without a position, in the order in which they were made.
-- hot
SELECT id, digest FROM event WHERE position IS NULL ORDER BY id LIMIT 1000

-- query: event_place
-- Gives an event its position and its link.
UPDATE event SET position = :position, link = :link WHERE id = :id AND position IS NULL

-- query: event_list_after
-- Events after a position, in order.
-- hot
SELECT id, position, kind, subject_table, subject, person, role, source, request, cause, at,
       digest, link
FROM event WHERE position > :position ORDER BY position LIMIT :limit

-- list: event_list
-- What happened, newest first, for the audit page.
-- hot
-- sort newest down: e.id
-- filter person: e.person = :person
-- filter subject: e.subject = :subject
SELECT e.id, e.position, e.kind, e.subject_table, e.subject, e.person, e.role, e.source, e.request,
       e.cause, e.at
FROM event e

-- query: change_add
-- Writes what an event changed in one row.
INSERT INTO change (event, number, action, table_name, row, version, fields, before, salt,
                    commitment)
VALUES (:event, :number, :action, :table_name, :row, :version, :fields, :before, :salt, :commitment)

-- query: change_of_events
-- All changes of some events.
-- hot
SELECT c.event, c.number, c.action, c.table_name, c.row, c.version, c.fields, c.before, c.salt,
       c.commitment
FROM change c WHERE c.event IN (:ids[]) ORDER BY c.event, c.number

-- query: change_of_row
-- What happened to a row, newest first, with who did it.
-- hot
SELECT c.event, c.action, c.fields, c.before, c.version, e.kind, e.at, e.person, e.source, e.role,
       e.cause
FROM change c JOIN event e ON e.id = c.event
WHERE c.row = :row AND c.table_name = :table_name ORDER BY c.version DESC, c.event DESC

-- query: event_of_cause
-- The next event that a cause is or has caused and that changed a table; what took back is left out.
-- hot
SELECT e.id AS id FROM event e
WHERE e.id = :cause AND e.id > :after
      AND EXISTS (SELECT 1 FROM change c WHERE c.event = e.id AND c.table_name = :table_name)
UNION ALL
SELECT e.id AS id FROM event e
WHERE e.cause = :cause AND e.id > :after AND e.kind <> :undone
      AND EXISTS (SELECT 1 FROM change c WHERE c.event = e.id AND c.table_name = :table_name)
ORDER BY id LIMIT 1

-- query: change_rows_of_event
-- The rows of a table that an event has changed.
-- hot
SELECT DISTINCT c.row FROM change c
WHERE c.event = :event AND c.table_name = :table_name ORDER BY c.row

-- query: change_of_rows
-- What happened to some rows, oldest first, and whether an event or what it caused did it.
-- hot
SELECT c.row, c.event, c.action, c.fields, c.before, c.version,
       CASE WHEN e.id = :cause OR (e.cause = :cause AND e.kind <> :undone) THEN 1 ELSE 0 END
           AS is_of_cause
FROM change c JOIN event e ON e.id = c.event
WHERE c.row IN (:ids[]) AND c.table_name = :table_name ORDER BY c.row, c.version, c.event

-- query: change_causes_of_row
-- What led to the changes of a row: imports and the like.
SELECT DISTINCT e.cause AS id FROM change c JOIN event e ON e.id = c.event
WHERE c.row = :row AND c.table_name = :table_name AND e.cause IS NOT NULL ORDER BY e.cause

-- query: change_erase
-- Deletes the values of a row's history and their salts.
UPDATE change SET before = NULL, salt = NULL
WHERE row = :row AND table_name = :table_name AND before IS NOT NULL

-- query: blob_add
-- Begins a file.
INSERT INTO blob (id, name, type, created_at) VALUES (:id, :name, :type, :created_at)

-- query: blob_get_finished
-- A file whose pieces are all there.
-- hot
SELECT id, name, type, length, digest FROM blob WHERE id = :id AND length IS NOT NULL

-- query: blob_piece_put
-- Puts a piece into a file that is not finished, or the same piece again.
INSERT INTO blob_piece (blob, number, bytes)
SELECT b.id, CAST(:number AS BIGINT), :bytes FROM blob b WHERE b.id = :blob AND b.length IS NULL
ON CONFLICT (blob, number) DO UPDATE SET bytes = excluded.bytes

-- query: blob_piece_add
-- Puts a piece into a file that is not finished; one that is there stays as it is.
INSERT INTO blob_piece (blob, number, bytes)
SELECT b.id, CAST(:number AS BIGINT), :bytes FROM blob b WHERE b.id = :blob AND b.length IS NULL
ON CONFLICT (blob, number) DO NOTHING

-- query: blob_piece_get
-- One piece.
-- hot
SELECT blob, number, bytes FROM blob_piece WHERE blob = :blob AND number = :number

-- query: blob_piece_numbers
-- Which pieces are there.
-- hot
SELECT number FROM blob_piece WHERE blob = :blob ORDER BY number

-- query: blob_pieces
-- The pieces of a file in order.
-- hot
SELECT number, bytes FROM blob_piece WHERE blob = :id ORDER BY number

-- query: blob_set_finished
-- A file is whole.
UPDATE blob SET length = :length, digest = :digest WHERE id = :id AND length IS NULL

-- query: blob_delete
-- A file and its pieces.
DELETE FROM blob WHERE id = :id

-- query: blob_delete_unfinished
-- Files that were begun before a moment and never finished.
DELETE FROM blob WHERE length IS NULL AND created_at < :created_at
