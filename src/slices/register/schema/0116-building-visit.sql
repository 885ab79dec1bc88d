-- What a visitor to a house needs: how to come in, who looks after it, what is there for those who live in it, and
-- since when they do.
ALTER TABLE register_building ADD COLUMN entrance TEXT;        -- how to come in
ALTER TABLE register_building ADD COLUMN parking TEXT;         -- where a visitor parks
ALTER TABLE register_building ADD COLUMN keys TEXT;            -- where keys are fetched
ALTER TABLE register_building ADD COLUMN first_occupancy TEXT; -- when the first ones moved in; none: not yet, or not known
ALTER TABLE register_building ADD COLUMN warranty_until TEXT;  -- the last day
ALTER TABLE register_building ADD COLUMN builder TEXT;         -- who built it and answers for faults under warranty
ALTER TABLE register_building ADD COLUMN manager_id INTEGER REFERENCES people_person (id);
ALTER TABLE register_building ADD COLUMN caretaker_id INTEGER REFERENCES people_person (id); -- when the name is one person's
CREATE INDEX register_building_by_manager ON register_building (manager_id) WHERE manager_id IS NOT NULL;
CREATE INDEX register_building_by_caretaker ON register_building (caretaker_id) WHERE caretaker_id IS NOT NULL;

-- Published: when a house was moved into. New production is what had its first residents within as many months as
-- the setting says; a planned or unfinished house is none yet.
CREATE VIEW register_building_life AS
SELECT id, area_id, stage, completed_year, first_occupancy, warranty_until, builder, manager_id, caretaker_id
FROM register_building;

-- not about people: what a house has for those who live in it, from a day to a day: sorting rooms with their fractions, pools, cards.
CREATE TABLE register_amenity (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    area_id INTEGER NOT NULL REFERENCES people_area (id), -- the building's
    building_id INTEGER NOT NULL REFERENCES register_building (id),
    kind TEXT NOT NULL CHECK (kind = 'sorting' OR kind = 'car_club' OR kind = 'cargo_bike_pool' OR
                              kind = 'transit_card' OR kind = 'bike_room' OR kind = 'laundry' OR
                              kind = 'storage' OR kind = 'common_room' OR kind = 'other'),
    name TEXT,       -- what it is called, when the kind is not enough
    place TEXT,      -- where it is, how to get there
    fractions TEXT,  -- of a sorting room: what goes where
    provider TEXT,
    link TEXT,
    app TEXT,
    from_day TEXT,   -- none: it has always been there
    to_day TEXT,     -- the last day; none: until further notice
    note TEXT,
    title TEXT NOT NULL,     -- the building's address; made from it, as the two below
    title_key TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    CHECK (to_day IS NULL OR from_day IS NULL OR to_day >= from_day)
) STRICT;
CREATE INDEX register_amenity_by_title ON register_amenity (title_key, id);
CREATE INDEX register_amenity_by_text ON register_amenity (title_folded, id);
CREATE INDEX register_amenity_by_change ON register_amenity (changed_at, id);
CREATE INDEX register_amenity_area_title ON register_amenity (area_id, title_key, id);
CREATE INDEX register_amenity_area_change ON register_amenity (area_id, changed_at, id);
CREATE INDEX register_amenity_building_title ON register_amenity (building_id, title_key, id);
CREATE INDEX register_amenity_building_change ON register_amenity (building_id, changed_at, id);
CREATE INDEX register_amenity_kind_title ON register_amenity (kind, title_key, id);
CREATE INDEX register_amenity_kind_change ON register_amenity (kind, changed_at, id);

-- Published: what a house has. A query compares the days with the day that it asks about; both are included.
CREATE VIEW register_amenity_card AS
SELECT id, area_id, building_id, kind, name, place, fractions, provider, link, app, from_day, to_day
FROM register_amenity;
