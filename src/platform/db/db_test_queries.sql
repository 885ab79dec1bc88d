-- Queries of this room's own tests, over the tables of db_thing_test_support.c.

-- query: db_test_thing_get
-- The thing with this id.
-- hot
SELECT id, version, name, name_key, size, weight, is_open, stage, day, seen, picture, owner, secret
FROM db_test_thing WHERE id = :id

-- query: db_test_thing_insert
-- Adds a thing.
INSERT INTO db_test_thing (id, version, name, name_key, size, weight, is_open, stage, day, seen,
                           picture, owner, secret)
VALUES (:id, :version, :name, :name_key, :size, :weight, :is_open, :stage, :day, :seen, :picture,
        :owner, :secret)

-- query: db_test_thing_update
-- Changes a thing that is still as it was.
UPDATE db_test_thing
SET version = :version + 1, name = :name, name_key = :name_key, size = :size, weight = :weight,
    is_open = :is_open, stage = :stage, day = :day, seen = :seen, picture = :picture,
    owner = :owner, secret = :secret
WHERE id = :id AND version = :version

-- query: db_test_thing_remove
-- Removes a thing that is still as it was.
DELETE FROM db_test_thing WHERE id = :id AND version = :version

-- query: db_test_thing_of_ids
-- Some things.
SELECT id, name FROM db_test_thing WHERE id IN (:ids[]) ORDER BY id

-- query: db_test_thing_not_of_ids
-- All things but some.
SELECT id, name FROM db_test_thing WHERE id NOT IN (:ids[]) ORDER BY id

-- query: db_test_thing_of_names
-- Things of some names.
SELECT id, name FROM db_test_thing WHERE name IN (:names[text]) ORDER BY id

-- query: db_test_thing_mine
-- Things of who asks, seen before now.
SELECT id, name FROM db_test_thing WHERE owner = :viewer AND seen < :now ORDER BY id

-- query: db_test_thing_stray
-- Gives a column that no struct has.
SELECT id, name AS stray FROM db_test_thing WHERE id = :id

-- query: db_test_engine sqlite
-- Which engine this is.
SELECT 'sqlite' AS name FROM db_test_thing WHERE id = :id

-- query: db_test_engine postgres
-- Which engine this is.
SELECT 'postgres'::text AS name FROM db_test_thing WHERE id = :id

-- query: db_test_thing_open
-- Opens a thing and gives it back.
UPDATE db_test_thing SET is_open = 1 WHERE id = :id RETURNING id, is_open

-- query: db_test_thing_all
-- Everything.
SELECT id, name, size FROM db_test_thing ORDER BY id

-- list: db_test_thing_list
-- Things.
-- hot
-- sort name: t.name_key, t.id
-- sort size: t.size, t.id
-- sort weight: t.weight, t.id
-- filter stage: t.stage = :stage
-- filter least: t.size >= :least
-- filter is_open: t.is_open = 1
-- scope all
-- scope own: t.owner = :viewer
SELECT t.id, t.name, t.size, t.weight, t.is_open, t.stage, t.day, t.owner FROM db_test_thing t
