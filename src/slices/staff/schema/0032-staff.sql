-- Where people work: units, teams, who is in which and until when, who is away.

-- A part of the organisation, inside another one or at the top of its area.
-- not about people: parts of the organisation
CREATE TABLE staff_unit (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    area_id INTEGER NOT NULL REFERENCES people_area (id),
    parent_id INTEGER REFERENCES staff_unit (id), -- none: at the top
    name TEXT NOT NULL,
    external_id TEXT UNIQUE, -- of the staff system: a unit that is renamed there is the same one here
    -- made from the above
    name_key TEXT NOT NULL,
    name_folded TEXT NOT NULL
) STRICT;
CREATE INDEX staff_unit_by_name ON staff_unit (name_key, id);
CREATE INDEX staff_unit_in_area ON staff_unit (area_id, name_key, id);
CREATE INDEX staff_unit_by_parent ON staff_unit (parent_id, name_folded);

-- A group with its colleagues, a crew, the coaches.
-- not about people: who is in it stands elsewhere
CREATE TABLE staff_team (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    area_id INTEGER NOT NULL REFERENCES people_area (id),
    unit_id INTEGER REFERENCES staff_unit (id),
    kind TEXT NOT NULL CHECK (kind IN ('group', 'crew', 'coach_team')),
    name TEXT NOT NULL,
    site_id INTEGER, -- where they work; of a slice that comes later
    from_day TEXT,   -- none: always been there
    to_day TEXT,     -- the last one; none: until further notice
    external_id TEXT UNIQUE,
    name_key TEXT NOT NULL,
    name_folded TEXT NOT NULL
) STRICT;
CREATE INDEX staff_team_by_name ON staff_team (name_key, id);
CREATE INDEX staff_team_in_area ON staff_team (area_id, name_key, id);
CREATE INDEX staff_team_in_unit ON staff_team (unit_id, name_key, id);
CREATE INDEX staff_team_by_kind ON staff_team (kind, name_key, id);
CREATE INDEX staff_team_named ON staff_team (unit_id, name_folded);

-- That somebody works here, in which unit, from when until when (half-open, the domain's clock).
CREATE TABLE staff_employment (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    person_id INTEGER NOT NULL REFERENCES people_person (id),
    unit_id INTEGER NOT NULL REFERENCES staff_unit (id),
    area_id INTEGER NOT NULL REFERENCES people_area (id),
    from_at INTEGER NOT NULL,
    to_at INTEGER NOT NULL, -- 9999-12-31: until further notice
    CHECK (to_at >= from_at)
) STRICT;
CREATE INDEX staff_employment_of ON staff_employment (person_id, from_at);
CREATE INDEX staff_employment_by_start ON staff_employment (from_at, id);
CREATE INDEX staff_employment_in_unit ON staff_employment (unit_id, person_id, from_at, to_at);
CREATE INDEX staff_employment_in_area ON staff_employment (area_id, person_id, from_at, to_at);

-- Who is in a team, from when until when (half-open).
CREATE TABLE staff_membership (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    team_id INTEGER NOT NULL REFERENCES staff_team (id),
    person_id INTEGER NOT NULL REFERENCES people_person (id),
    kind TEXT NOT NULL CHECK (kind IN ('member', 'substitute')),
    from_at INTEGER NOT NULL,
    to_at INTEGER NOT NULL, -- 9999-12-31: until further notice
    reason TEXT,
    is_deviating INTEGER NOT NULL CHECK (is_deviating IN (0, 1)), -- a fact that no plan would allow
    CHECK (to_at >= from_at)
) STRICT;
CREATE INDEX staff_membership_of_team ON staff_membership (team_id, from_at, id);
CREATE INDEX staff_membership_of ON staff_membership (person_id, from_at, id);

-- That somebody is away. No reason, ever.
CREATE TABLE staff_leave (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    person_id INTEGER NOT NULL REFERENCES people_person (id),
    from_at INTEGER NOT NULL,
    to_at INTEGER NOT NULL,
    CHECK (to_at > from_at)
) STRICT;
CREATE INDEX staff_leave_of ON staff_leave (person_id, from_at, to_at);

-- Published: who is in which team, and when. A query compares from_at <= :now AND to_at > :now.
CREATE VIEW staff_member AS
SELECT m.id, m.team_id, m.person_id, m.kind, m.from_at, m.to_at, t.area_id, t.unit_id, t.kind AS team_kind
FROM staff_membership m JOIN staff_team t ON t.id = m.team_id;

-- Published: what other slices may know of a team and of a unit.
CREATE VIEW staff_team_card AS
SELECT id, area_id, unit_id, kind, name, name_key, site_id, from_day, to_day FROM staff_team;
CREATE VIEW staff_unit_card AS
SELECT id, area_id, parent_id, name, name_key FROM staff_unit;

-- Published: who is away, and when. Never why.
CREATE VIEW staff_away AS SELECT person_id, from_at, to_at FROM staff_leave;
