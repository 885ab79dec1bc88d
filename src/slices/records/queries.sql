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

-- --- Standing feeds

-- entity: records_feed
-- A standing feed.
id, version, area_id, name, kind, folder, pattern, encoding, mapping, owner_id, is_on, at_time, columns, next_at

-- entity: records_feed_run
-- A run of a feed.
id, version, feed_id, state, created_at, finished_at, person_id, import_id, job_id, file_name, file_size, file_time, known_count, gone_count, is_confirmed, message, arguments

-- query: records_feed_named
-- The feed of this name.
SELECT * FROM records_feed WHERE name = :name

-- query: records_feeds_all
-- Every feed, by name.
SELECT * FROM records_feed ORDER BY name, id LIMIT 1000

-- query: records_feed_next
-- The night that a feed waits for.
UPDATE records_feed SET next_at = :next_at WHERE id = :id

-- query: records_feed_columns
-- The fields that the last file had.
UPDATE records_feed SET columns = :columns WHERE id = :id

-- query: records_feed_scope
-- A row when this feed is within what the viewer may do.
SELECT f.id FROM records_feed f WHERE f.id = :id AND MAY_IN_AREA(:permission, f.area_id)

-- query: records_feed_run_scope
-- A row when this run is of a feed within what the viewer may do.
SELECT r.id FROM records_feed_run r JOIN records_feed f ON f.id = r.feed_id
WHERE r.id = :id AND MAY_IN_AREA(:permission, f.area_id)

-- query: records_feed_owners
-- Who may be told of a feed: those who may look at it.
SELECT DISTINCT p.id, p.name, p.name_key FROM people_sees s JOIN people_card p ON p.id = s.person_id
WHERE s.permission = 'records.feed' AND s.from_at <= :now AND s.to_at > :now
ORDER BY p.name_key, p.id LIMIT 500

-- list: records_feed_list
-- Feeds into areas where the viewer may look after them, with the last time.
-- sort name: f.name, f.id
-- scope all
-- scope areas: f.area_id IN (SEEN_AREAS('records.feed'))
SELECT f.id, f.name, f.kind, f.folder, f.pattern, f.is_on, f.at_time, r.id AS run_id, r.state,
       r.finished_at
FROM records_feed f
LEFT JOIN records_feed_run r ON r.id = (SELECT MAX(l.id) FROM records_feed_run l WHERE l.feed_id = f.id)

-- query: records_feed_run_open
-- A run of this feed that is not over.
SELECT * FROM records_feed_run WHERE feed_id = :feed_id AND state IN ('waiting', 'running') AND id <> :id
ORDER BY id LIMIT 1

-- query: records_feed_run_taken
-- A run that has taken this very file.
SELECT * FROM records_feed_run
WHERE feed_id = :feed_id AND file_name = :file_name AND file_size = :file_size
      AND file_time = :file_time AND id <> :id
ORDER BY id LIMIT 1

-- query: records_feed_run_last
-- The newest run of a feed.
SELECT * FROM records_feed_run WHERE feed_id = :feed_id ORDER BY id DESC LIMIT 1

-- query: records_feed_run_fetched
-- The newest run that had a file, else the first there was.
SELECT * FROM records_feed_run WHERE feed_id = :feed_id
ORDER BY CASE WHEN file_name IS NULL THEN 1 ELSE 0 END,
         CASE WHEN file_name IS NULL THEN id ELSE -id END LIMIT 1

-- query: records_feed_runs_of
-- The last runs of a feed, with what their imports came to.
SELECT r.id, r.state, r.created_at, r.finished_at, r.file_name, r.gone_count, i.new_count,
       i.changed_count, i.refused_count, i.row_count
FROM records_feed_run r LEFT JOIN records_import i ON i.id = r.import_id
WHERE r.feed_id = :id ORDER BY r.id DESC LIMIT 60

-- list: records_feed_report
-- What a run found, in the order of its finding.
-- sort found: f.id
-- filter kind: f.kind = :kind
-- scope all
SELECT f.id, f.kind, f.line, f.row_id, f.title, f.field, f.before, f.after, f.message, f.arguments
FROM records_finding f WHERE f.import_id = :import_id AND f.kind <> 'kept'

-- query: records_feed_rows
-- All that a feed has brought.
SELECT row_id, digest FROM records_feed_row WHERE feed_id = :feed_id ORDER BY row_id

-- query: records_feed_row_put
-- A row that the feed has brought, with the digest of its line.
INSERT INTO records_feed_row (feed_id, row_id, digest) VALUES (:feed_id, :row_id, :digest)
ON CONFLICT (feed_id, row_id) DO UPDATE SET digest = excluded.digest

-- query: records_feed_row_gone
-- A row that is no longer in the feed's files.
DELETE FROM records_feed_row WHERE feed_id = :feed_id AND row_id = :row_id

-- query: records_feed_rows_doubt
-- A run was undone: what its feed has brought is compared field by field the next time.
UPDATE records_feed_row SET digest = ''
WHERE feed_id IN (SELECT feed_id FROM records_feed_run WHERE import_id = :id)
