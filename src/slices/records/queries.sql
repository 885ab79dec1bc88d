-- What the slice `records` asks of the database: files that were handed in.

-- query: records_import_get
-- The import with this id.
SELECT id, version, kind, file_name, blob_id, area_id, person_id, state, created_at, job_id,
       row_count, new_count, changed_count, unchanged_count, refused_count, done_count, kept_count,
       undo_event
FROM records_import WHERE id = :id

-- query: records_import_insert
-- A file that was handed in.
INSERT INTO records_import (id, version, kind, file_name, blob_id, area_id, person_id, state,
                             created_at, done_count)
VALUES (:id, 1, :kind, :file_name, :blob_id, :area_id, :person_id, :state, :created_at, 0)

-- query: records_import_move
-- The next state, when it is still in the one before.
UPDATE records_import SET version = version + 1, state = :state, job_id = :job_id
WHERE id = :id AND state = :state_before

-- query: records_import_checked
-- What the dry run found.
UPDATE records_import SET version = version + 1, state = :state, row_count = :row_count,
    new_count = :new_count, changed_count = :changed_count, unchanged_count = :unchanged_count,
    refused_count = :refused_count
WHERE id = :id AND state = 'checking'

-- query: records_import_advance
-- Lines written so far, in the transaction that writes them.
UPDATE records_import SET done_count = :done_count
WHERE id = :id AND state = 'applying' AND done_count = :done_before

-- query: records_import_undo_advance
-- How far the undo has come, in the transaction that does it.
UPDATE records_import SET undo_event = :undo_event, kept_count = :kept_count
WHERE id = :id AND state = 'undoing'

-- query: records_finding_insert
-- One finding of an import.
INSERT INTO records_finding (id, import_id, kind, line, place, row_id, title, field, before,
                              after, message, arguments, changed_by, changed_at)
VALUES (:id, :import_id, :kind, :line, :place, :row_id, :title, :field, :before, :after,
        :message, :arguments, :changed_by, :changed_at)

-- query: records_findings_of
-- The findings of one kind, in their order.
SELECT id, import_id, kind, line, place, row_id, title, field, before, after, message, arguments,
       changed_by, changed_at
FROM records_finding WHERE import_id = :import_id AND kind = :kind ORDER BY id LIMIT 1000

-- list: records_imports
-- Imports into areas where the viewer may import, newest first.
-- sort newest down: i.created_at, i.id
-- scope all
-- scope areas: i.area_id IN (SEEN_AREAS('records.import'))
SELECT i.id, i.kind, i.file_name, i.state, i.person_id, i.created_at, i.row_count, i.new_count,
       i.changed_count, i.refused_count
FROM records_import i

-- query: records_import_files
-- What these imports were called, within what the viewer may do.
SELECT i.id, i.kind, i.file_name FROM records_import i
WHERE i.id IN (:ids[]) AND MAY_IN_AREA('records.import', i.area_id)

-- query: records_import_scope
-- A row when this import is within what the viewer may do.
SELECT i.id FROM records_import i
WHERE i.id = :id AND MAY_IN_AREA(:permission, i.area_id)

-- query: records_findings_forget
-- What a dry run or an undo said of a row that is erased.
DELETE FROM records_finding WHERE import_id = :id AND row_id = :row_id

-- query: records_import_file_forget
-- The file of an import is gone; what it changed stays undoable.
UPDATE records_import SET blob_id = 0
WHERE id = :id AND state NOT IN ('checking', 'applying', 'undoing')

-- query: records_imports_old
-- Imports whose file and findings have been kept long enough.
SELECT id, blob_id FROM records_import
WHERE blob_id <> 0 AND created_at < :before AND state NOT IN ('checking', 'applying', 'undoing')
ORDER BY id LIMIT 100

-- query: records_findings_sweep
-- All findings of an import that is old.
DELETE FROM records_finding WHERE import_id = :id
