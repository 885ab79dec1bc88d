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
INSERT INTO outbox (id, key, channel, kind, person, address, language, zone, subject, body, html, is_at_once,
    is_secret, is_protected, state, attempts, due, next_at, created_at)
VALUES (:id, :key, :channel, :kind, :person, :address, :language, :zone, :subject, :body, :html, :is_at_once,
    :is_secret, :is_protected, 'waiting', 0, :due, :next_at, :created_at)
ON CONFLICT (key) DO NOTHING

-- query: outbox_cancel
-- Takes a message back that was not sent and is not being sent.
DELETE FROM outbox WHERE key = :key AND state = 'waiting' AND attempts = 0 AND batch IS NULL

-- query: outbox_due
-- Messages of one way to be sent now, oldest first.
-- hot
SELECT id, key, channel, kind, person, address, language, zone, subject, body, html, is_at_once, is_secret,
       is_protected, state, attempts, due, next_at, created_at
FROM outbox WHERE state = 'waiting' AND channel = :channel AND next_at <= :next_at AND due <= :due
ORDER BY next_at, id LIMIT 50

-- query: outbox_claim
-- Holds a message for this sender, so that another node does not send it too.
UPDATE outbox SET attempts = attempts + 1, next_at = :next_at
WHERE id = :id AND state = 'waiting' AND attempts = :attempts

-- query: outbox_put_off
-- A message waits for the end of the quiet hours.
UPDATE outbox SET due = :due WHERE id = :id AND state = 'waiting'

-- query: outbox_finish
-- A message was sent, failed for good, or waits for the next try.
UPDATE outbox SET state = :state, next_at = :next_at, sent_at = :sent_at, last_error = :last_error,
                  subject = :subject, body = :body, html = :html
WHERE id = :id

-- query: outbox_forget
-- Messages that went out long ago.
DELETE FROM outbox WHERE state = 'sent' AND sent_at < :at

-- query: outbox_letter_counts
-- Letters that wait for the print file.
SELECT COUNT(CASE WHEN is_protected = 0 THEN 1 END) AS open,
       COUNT(CASE WHEN is_protected = 1 THEN 1 END) AS closed
FROM outbox WHERE state = 'waiting' AND channel = 'print' AND batch IS NULL AND due <= :now

-- query: outbox_letters_take
-- Puts waiting letters into a print file.
UPDATE outbox SET batch = :batch
WHERE id IN (SELECT id FROM outbox
             WHERE state = 'waiting' AND channel = 'print' AND batch IS NULL AND due <= :due
                   AND is_protected = :is_protected
             ORDER BY id LIMIT 2000)

-- query: outbox_letters_of
-- The letters of a print file, oldest first.
SELECT id, person, address, language, subject, body, created_at, is_protected
FROM outbox WHERE batch = :batch ORDER BY id LIMIT 2000

-- query: outbox_letters_printed
-- A print file's letters are on paper.
UPDATE outbox SET state = 'sent', sent_at = :sent_at WHERE batch = :batch AND state = 'waiting'

-- query: outbox_letters_give_back
-- A print file was not made: its letters wait again.
UPDATE outbox SET batch = NULL WHERE batch = :batch AND state = 'waiting'

-- query: outbox_newest
-- The newest messages, for who looks into a spool. None of protected identities.
SELECT id, person, created_at, sent_at, channel, address, subject, body, state
FROM outbox WHERE is_protected = 0 ORDER BY id DESC LIMIT 100

-- query: outbox_by_id
-- One message as a letter shows it.
SELECT id, person, address, language, subject, body, created_at, is_protected FROM outbox WHERE id = :id

-- query: channel_settings
-- Whether mail and SMS have somewhere to go.
SELECT key, value FROM setting WHERE key IN ('mail.url', 'sms.url')

-- query: job_failed_list
-- Jobs that were given up, newest first.
SELECT id, kind, key, subject, due, state, attempts, done_count, total_count, result, last_error, person
FROM job WHERE state = 'failed' ORDER BY due DESC, id DESC LIMIT 50

-- query: job_retry_set
-- A job that was given up gets another chance.
UPDATE job SET state = 'waiting', attempts = 0, due = :due WHERE id = :id AND state = 'failed'

-- query: outbox_counts
-- How many messages wait and how many could not be delivered; letters aside.
SELECT COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting,
       COUNT(CASE WHEN state = 'failed' THEN 1 END) AS failed
FROM outbox WHERE state IN ('waiting', 'failed') AND channel IN ('mail', 'sms')

-- query: outbox_of_person
-- What was written to somebody and is still kept.
SELECT id, channel, kind, address, subject, body, created_at, sent_at FROM outbox
WHERE person = :person ORDER BY id LIMIT 10000

-- query: outbox_erase_person
-- What was or will be written to somebody who is erased.
DELETE FROM outbox WHERE person = :person
