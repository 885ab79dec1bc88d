-- Print files, questions by SMS and what people answer.

-- One night's letters as a file for the printer. Letters of protected identities are in files apart.
CREATE TABLE post_print (
    id INTEGER NOT NULL PRIMARY KEY,
    is_protected INTEGER NOT NULL CHECK (is_protected IN (0, 1)),
    letters INTEGER NOT NULL,
    pages INTEGER,          -- none: it is being made
    pdf INTEGER,            -- blob
    list INTEGER,           -- blob: who gets what, as CSV
    made_at INTEGER NOT NULL,
    printed_at INTEGER,
    printed_by INTEGER
) STRICT;
CREATE INDEX post_print_by_pages ON post_print (pages, id);

-- A question that was asked by SMS and may be answered by one digit.
CREATE TABLE post_question (
    id INTEGER NOT NULL PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    person_id INTEGER NOT NULL REFERENCES people_person (id),
    phone TEXT NOT NULL,    -- E.164
    kind TEXT NOT NULL,     -- as slices declare them
    subject INTEGER,        -- id of what it is about
    asked_at INTEGER NOT NULL,
    answered_at INTEGER,
    answer TEXT             -- the digit
) STRICT;
CREATE INDEX post_question_by_phone ON post_question (phone, answered_at, asked_at);

-- An SMS that came in.
CREATE TABLE post_answer (
    id INTEGER NOT NULL PRIMARY KEY,
    gateway_key TEXT NOT NULL UNIQUE, -- the gateway's own id: brought twice, taken once
    phone TEXT NOT NULL,
    text TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    person_id INTEGER REFERENCES people_person (id), -- whose number it is, when one person alone has it
    question_id INTEGER REFERENCES post_question (id), -- what it answers; none: a person reads it
    read_at INTEGER,
    read_by INTEGER
) STRICT;
CREATE INDEX post_answer_unread ON post_answer (question_id, read_at, id);
