-- Queries of the small application that this room's tests serve; see web_test_support.h.

-- query: web_test_note_get
-- The note with this id.
SELECT id, version, title, title_key, year, kind FROM web_test_note WHERE id = :id

-- query: web_test_note_insert
-- Adds a note.
INSERT INTO web_test_note (id, version, title, title_key, year, kind)
VALUES (:id, :version, :title, :title_key, :year, :kind)

-- query: web_test_note_update
-- Changes a note that is still as it was.
UPDATE web_test_note
SET version = :version + 1, title = :title, title_key = :title_key, year = :year, kind = :kind
WHERE id = :id AND version = :version

-- query: web_test_note_remove
-- Removes a note that is still as it was.
DELETE FROM web_test_note WHERE id = :id AND version = :version

-- query: web_test_note_scope
-- Who does not see all sees the first ten.
SELECT id FROM web_test_note WHERE id = :id AND :id <= 10 AND :viewer > 0 AND :permission <> ''

-- list: web_test_note_list
-- Notes.
-- sort title: title_key, id
-- sort year: year, id
-- filter kind: kind = :kind
SELECT id, title, year, kind FROM web_test_note
