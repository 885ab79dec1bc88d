-- How a person wants to be reached, and what waits for them.
ALTER TABLE people_person ADD COLUMN channel TEXT CHECK (channel IN ('mail', 'sms', 'print')); -- none: what there is

-- One item of one inbox. What several may do (whoever holds a permission) has a row for each of them.
CREATE TABLE people_notification (
    id INTEGER NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,      -- what it is about: the same key is one item a person
    person_id INTEGER NOT NULL REFERENCES people_person (id),
    kind TEXT NOT NULL,     -- as slices declare them
    ref INTEGER,            -- id of what it is about
    detail TEXT,            -- one line
    due INTEGER NOT NULL,   -- seen from then on, the domain's clock; putting it off moves it
    created_at INTEGER NOT NULL,
    channel TEXT CHECK (channel IN ('mail', 'sms', 'print')), -- told that way too; none: in the inbox alone
    done_at INTEGER,
    done_by INTEGER,        -- a person
    UNIQUE (key, person_id)
) STRICT;
CREATE INDEX people_notification_by_person ON people_notification (person_id, done_at, due);
