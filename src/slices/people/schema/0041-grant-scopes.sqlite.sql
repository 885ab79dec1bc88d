-- A role is held for a building, a site, an organisation or a team too. SQLite changes a CHECK by making
-- the table anew, with the views that read it. The kinds are said one by one: 0075.

DROP VIEW people_sees;
DROP VIEW people_holds;

CREATE TABLE people_grant_next_form (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    person_id INTEGER NOT NULL REFERENCES people_person (id),
    role TEXT NOT NULL REFERENCES people_role (role),
    scope_type TEXT NOT NULL CHECK (scope_type = 'all' OR scope_type = 'area' OR
                                        scope_type = 'building' OR scope_type = 'site' OR
                                        scope_type = 'organisation' OR scope_type = 'team'),
    scope_id INTEGER, -- of a thing of the slice that knows such things
    from_at INTEGER NOT NULL,
    to_at INTEGER, -- none: until further notice
    CHECK ((scope_type = 'all') = (scope_id IS NULL)),
    CHECK (to_at IS NULL OR to_at >= from_at)
) STRICT;
INSERT INTO people_grant_next_form (id, version, person_id, role, scope_type, scope_id, from_at, to_at)
SELECT id, version, person_id, role, scope_type, scope_id, from_at, to_at FROM people_grant ORDER BY id;
DROP TABLE people_grant;
ALTER TABLE people_grant_next_form RENAME TO people_grant;
CREATE INDEX people_grant_by_person ON people_grant (person_id, role);

-- Published: what each person may do where, and when. A query that names it compares the times with
-- :now, for the domain's clock may be moved.
CREATE VIEW people_sees AS
SELECT g.person_id, p.permission, g.scope_type, g.scope_id, g.from_at,
       COALESCE(g.to_at, 253402300799999) AS to_at
FROM people_grant g JOIN people_role_permission p ON p.role = g.role;

-- Published: the roles that people hold, and when.
CREATE VIEW people_holds AS
SELECT id, person_id, role, scope_type, scope_id, from_at, COALESCE(to_at, 253402300799999) AS to_at
FROM people_grant;
