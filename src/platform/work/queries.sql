-- query: once_get
-- What was answered when this key was used before.
SELECT key, person, digest, reply, at FROM once WHERE key = :key

-- query: once_add
-- Remembers a successful change.
INSERT INTO once (key, person, digest, reply, at) VALUES (:key, :person, :digest, :reply, :at)

-- query: once_forget
-- Drops keys older than 60 days.
DELETE FROM once WHERE at < :at

-- query: job_insert
-- Adds a job; an equal kind and key changes nothing.
INSERT INTO job (id, kind, key, subject, due, state, is_long, attempts, person, created_at)
VALUES (:id, :kind, :key, :subject, :due, 'waiting', :is_long, 0, :person, :created_at)
ON CONFLICT (kind, key) DO NOTHING

-- query: job_by_id
-- One job.
SELECT id, kind, key, subject, due, state, attempts, done_count, total_count, result, last_error, person
FROM job WHERE id = :id

-- query: job_by_key
-- The job of this kind and key.
SELECT id, kind, key, subject, due, state, attempts, done_count, total_count, result, last_error, person
FROM job WHERE kind = :kind AND key = :key

-- query: job_due_any
-- Is there a due job of this worker's sort? Asked before anything is written.
SELECT id FROM job WHERE state = 'waiting' AND is_long = :is_long AND due <= :due LIMIT 1

-- query: job_claim sqlite
-- Takes the next due job of this worker's sort for this process.
UPDATE job SET state = 'running', attempts = attempts + 1, claimed_by = :claimed_by, claimed_at = :claimed_at
WHERE id = (SELECT id FROM job WHERE state = 'waiting' AND is_long = :is_long AND due <= :due
            ORDER BY due, id LIMIT 1)
RETURNING id, kind, key, subject, due, state, attempts, done_count, total_count, result, last_error, person

-- query: job_claim postgres
-- Takes the next due job of this worker's sort for this process.
UPDATE job SET state = 'running', attempts = attempts + 1, claimed_by = :claimed_by, claimed_at = :claimed_at
WHERE id = (SELECT id FROM job WHERE state = 'waiting' AND is_long = :is_long AND due <= :due
            ORDER BY due, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, kind, key, subject, due, state, attempts, done_count, total_count, result, last_error, person

-- query: job_finish
-- Ends a run: done, failed, cancelled, or waiting for another try.
UPDATE job SET state = :state, due = :due, last_error = :last_error, claimed_by = NULL, claimed_at = NULL
WHERE id = :id AND state = 'running'

-- query: job_progress_set
-- Progress of a running job, and a sign of life.
UPDATE job SET done_count = :done_count, total_count = :total_count, claimed_at = :claimed_at
WHERE id = :id AND state = 'running'

-- query: job_result_set
-- What a job worked out.
UPDATE job SET result = :result WHERE id = :id

-- query: job_cancel_set
-- Cancels what is not finished.
UPDATE job SET state = 'cancelled' WHERE id = :id AND state IN ('waiting', 'running')

-- query: job_take_over
-- Jobs whose worker gave no sign of life are tried again.
UPDATE job SET state = 'waiting', claimed_by = NULL, claimed_at = NULL
WHERE state = 'running' AND claimed_at < :claimed_at

-- query: job_give_back
-- Jobs that this process had when it ended.
UPDATE job SET state = 'waiting', claimed_by = NULL, claimed_at = NULL
WHERE state = 'running' AND claimed_by = :claimed_by

-- query: job_next_due
-- The earliest instant at which a job becomes due.
SELECT MIN(due) AS due FROM job WHERE state = 'waiting'

-- query: schedule_get
-- When a schedule was due last.
SELECT name, last_due FROM schedule WHERE name = :name

-- query: schedule_set
-- Remembers that a schedule was due.
INSERT INTO schedule (name, last_due) VALUES (:name, :last_due)
ON CONFLICT (name) DO UPDATE SET last_due = excluded.last_due

-- query: setting_all
-- Everything that differs from its default.
SELECT id, version, key, value FROM setting ORDER BY key

-- query: setting_by_id
-- One setting's row.
SELECT id, version, key, value FROM setting WHERE id = :id

-- query: setting_by_key
-- One setting's row by its key.
SELECT id, version, key, value FROM setting WHERE key = :key

-- query: setting_insert
-- A setting gets a value of its own.
INSERT INTO setting (id, version, key, value) VALUES (:id, :version, :key, :value)

-- query: setting_update
-- A setting's value changes.
UPDATE setting SET version = :version + 1, value = :value WHERE id = :id AND version = :version

-- query: setting_remove
-- A setting goes back to its default.
DELETE FROM setting WHERE id = :id AND version = :version

-- query: outbox_insert
-- Puts a message into the outbox; the same key is kept once.
INSERT INTO outbox (id, key, channel, person, address, subject, body, html, state, attempts, next_at, created_at)
VALUES (:id, :key, :channel, :person, :address, :subject, :body, :html, 'waiting', 0, :next_at, :created_at)
ON CONFLICT (key) DO NOTHING

-- query: outbox_due
-- Messages to be sent now, oldest first.
SELECT id, key, channel, person, address, subject, body, html, state, attempts, next_at, created_at
FROM outbox WHERE state = 'waiting' AND next_at <= :next_at ORDER BY next_at, id LIMIT 50

-- query: outbox_claim
-- Holds a message for this sender, so that another node does not send it too.
UPDATE outbox SET attempts = attempts + 1, next_at = :next_at
WHERE id = :id AND state = 'waiting' AND attempts = :attempts

-- query: outbox_finish
-- A message was sent, failed for good, or waits for the next try.
UPDATE outbox SET state = :state, next_at = :next_at, sent_at = :sent_at, last_error = :last_error
WHERE id = :id

-- query: job_failed_list
-- Jobs that were given up, newest first.
SELECT id, kind, key, subject, due, state, attempts, done_count, total_count, result, last_error, person
FROM job WHERE state = 'failed' ORDER BY due DESC, id DESC LIMIT 50

-- query: job_retry_set
-- A job that was given up gets another chance.
UPDATE job SET state = 'waiting', attempts = 0, due = :due WHERE id = :id AND state = 'failed'

-- query: outbox_counts
-- How much post waits and how much could not be delivered.
SELECT COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting,
       COUNT(CASE WHEN state = 'failed' THEN 1 END) AS failed
FROM outbox WHERE state IN ('waiting', 'failed')
