-- What the slice `post` asks of the database.

-- query: post_print_insert
-- A print file begins.
INSERT INTO post_print (id, is_protected, letters, made_at) VALUES (:id, :is_protected, :letters, :now)

-- query: post_print_unmade
-- A print file that was begun and is not made yet.
SELECT id, is_protected, letters, made_at FROM post_print
WHERE pages IS NULL AND is_protected = :is_protected ORDER BY id LIMIT 1

-- query: post_print_made
-- A print file is ready.
UPDATE post_print SET pages = :pages, pdf = :pdf, list = :list WHERE id = :id AND pages IS NULL

-- query: post_print_printed
-- A print file is on paper.
UPDATE post_print SET printed_at = :now, printed_by = CAST(:printed_by AS BIGINT)
WHERE id = :id AND printed_at IS NULL AND pages IS NOT NULL

-- query: post_print_by_id
-- One print file.
SELECT id, is_protected, letters, pages, pdf, list, made_at, printed_at, printed_by FROM post_print WHERE id = :id

-- list: post_prints
-- Print files, newest first.
-- sort newest down: p.id
-- scope all
-- scope open: p.is_protected = 0
SELECT p.id, p.is_protected, p.letters, p.pages, p.made_at, p.printed_at FROM post_print p
WHERE p.pages IS NOT NULL

-- query: post_question_insert
-- A question is asked; the same key is asked once.
INSERT INTO post_question (id, key, person_id, phone, kind, subject, asked_at)
VALUES (:id, :key, :person, :phone, :kind, :subject, :now)
ON CONFLICT (key) DO NOTHING

-- query: post_question_last
-- The last question to a number that has no answer yet.
-- hot
SELECT id, person_id AS person, phone, kind, subject FROM post_question
WHERE phone = :phone AND answered_at IS NULL AND asked_at > :since
ORDER BY asked_at DESC, id DESC LIMIT 1

-- query: post_question_answered
-- A question has its answer.
UPDATE post_question SET answered_at = :now, answer = :answer WHERE id = :id AND answered_at IS NULL

-- query: post_answer_insert
-- An SMS came in; brought twice it is taken once.
INSERT INTO post_answer (id, gateway_key, phone, text, received_at, person_id, question_id)
VALUES (:id, :key, :phone, :text, :now, :person, :question)
ON CONFLICT (gateway_key) DO NOTHING

-- query: post_answer_by_id
-- One SMS that came in.
SELECT id, phone, text, received_at, person_id AS person, question_id AS question, read_at
FROM post_answer WHERE id = :id

-- query: post_answer_read
-- Somebody has read an SMS and seen to it.
UPDATE post_answer SET read_at = :now, read_by = CAST(:person AS BIGINT) WHERE id = :id AND read_at IS NULL

-- list: post_answers_list
-- SMS that nobody has seen to, the newest first; those of protected identities apart.
-- sort newest down: a.id
-- scope all
-- scope open: (a.person_id IS NULL OR EXISTS (SELECT 1 FROM people_name o WHERE o.id = a.person_id AND o.name IS NOT NULL))
SELECT a.id, a.phone, a.text, a.received_at, a.person_id AS person FROM post_answer a
WHERE a.question_id IS NULL AND a.read_at IS NULL

-- query: post_data_questions
-- What somebody was asked by SMS, and what they answered.
SELECT id, phone, kind, asked_at, answered_at, answer FROM post_question
WHERE person_id = :person ORDER BY id LIMIT 10000

-- query: post_erase_questions
-- Questions to an erased person have no number any more.
UPDATE post_question SET phone = '' WHERE person_id = :person

-- query: post_data_answers
-- The SMS that somebody sent.
SELECT id, phone, text, received_at FROM post_answer WHERE person_id = :person ORDER BY id LIMIT 10000

-- query: post_erase_answers
-- The SMS of an erased person.
UPDATE post_answer SET phone = '', text = '' WHERE person_id = :person
