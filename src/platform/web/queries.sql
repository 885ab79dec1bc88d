-- Files that come in pieces (uploads.h).

-- query: web_upload_insert
-- A file is to come.
INSERT INTO upload (id, person, form, field, name, type, size, sha256, state, created_at)
VALUES (:id, :person, :form, :field, :name, :type, :size, :sha256, :state, :created_at)

-- query: web_upload_get
-- A file of this person.
-- hot
SELECT id, person, form, field, name, type, size, sha256, state, created_at
FROM upload WHERE id = :id AND person = :person

-- query: web_upload_move
-- Sets the state of a file that is in the one before.
UPDATE upload SET state = :state, sha256 = :sha256
WHERE id = :id AND person = :person AND state = :state_before

-- query: web_upload_delete
-- Forgets a file that nobody has made use of, or that it was used.
DELETE FROM upload WHERE id = :id

-- query: web_upload_sums
-- How much is on its way, of one person and of all.
SELECT (SELECT COUNT(*) FROM upload WHERE person = :person AND state <> 'used') AS own_count,
       (SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM upload
        WHERE person = :person AND state <> 'used') AS own_bytes,
       (SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM upload
        WHERE state <> 'used') AS all_bytes

-- query: web_upload_old
-- Files that were begun before a moment, oldest first, some at a time.
SELECT id, state FROM upload WHERE created_at < :created_at ORDER BY created_at LIMIT 20
