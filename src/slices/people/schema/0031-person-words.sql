-- What a person is found by as one types.
ALTER TABLE people_person ADD COLUMN words TEXT; -- none: not yet worked out
CREATE INDEX people_person_without_words ON people_person (id) WHERE words IS NULL;
-- Who has left signs in no more, by whatever means.
ALTER TABLE people_person ADD COLUMN is_closed INTEGER NOT NULL DEFAULT 0 CHECK (is_closed IN (0, 1));
CREATE TABLE people_word (
    word TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people_person (id),
    PRIMARY KEY (word, person_id)
) STRICT, WITHOUT ROWID;

-- Published: the words that find a person. Whoever joins it asks for the rights.
CREATE VIEW people_found AS SELECT word, person_id FROM people_word;

-- Published: what other slices may know of a person. Those with a protected identity are in it: a query
-- leaves them out, or asks for people.protected.read.
CREATE VIEW people_card AS
SELECT id, name, name_key, email, phone, title, kind, language, external_id, is_protected, words
FROM people_person;

-- Published: the roles that people hold, and when.
CREATE VIEW people_holds AS
SELECT id, person_id, role, scope_type, scope_id, from_at, COALESCE(to_at, 253402300799999) AS to_at
FROM people_grant;

-- Published: who may sign in.
CREATE VIEW people_access AS SELECT id AS person_id, is_closed FROM people_person;
