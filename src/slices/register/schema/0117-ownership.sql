-- Who owns which property, which part of it, and when. What a file or an officer says has happened is written; days on
-- which more than the whole is owned are marked.
CREATE TABLE register_ownership (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    area_id INTEGER NOT NULL REFERENCES people_area (id), -- the property's
    property_id INTEGER NOT NULL REFERENCES register_property (id),
    person_id INTEGER REFERENCES people_person (id),
    organisation_id INTEGER REFERENCES register_organisation (id),
    share TEXT NOT NULL,        -- "1/2"
    parts INTEGER NOT NULL CHECK (parts > 0), -- of 3,603,600 which the whole has: 1/2 is 1,801,800
    from_day TEXT,              -- none: not known since when
    to_day TEXT,                -- the last day; none: until further notice
    note TEXT,
    is_deviating INTEGER NOT NULL CHECK (is_deviating IN (0, 1)), -- more than the whole is owned on one of its days
    changed_at INTEGER NOT NULL,
    CHECK ((person_id IS NULL) <> (organisation_id IS NULL)),
    CHECK (to_day IS NULL OR from_day IS NULL OR to_day >= from_day)
) STRICT;
CREATE INDEX register_ownership_of ON register_ownership (property_id, from_day, id);
CREATE INDEX register_ownership_by_person ON register_ownership (person_id);
CREATE INDEX register_ownership_by_organisation ON register_ownership (organisation_id);

-- Published: a later slice leaves those with a protected identity out, unless the viewer may see them. Both days are
-- included.
CREATE VIEW register_ownership_card AS
SELECT w.id, w.area_id, w.property_id, w.person_id, w.organisation_id, w.share, w.parts, w.from_day, w.to_day,
       w.is_deviating, COALESCE(p.is_protected, 0) AS is_protected
FROM register_ownership w LEFT JOIN people_reach p ON p.id = w.person_id;
