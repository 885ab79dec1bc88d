-- Who lives where: stairs, homes, tenancies and residents.

-- not about people: what the stairs of a house are called.
CREATE TABLE register_stair (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    area_id INTEGER NOT NULL REFERENCES people_area (id), -- the building's
    building_id INTEGER NOT NULL REFERENCES register_building (id),
    name TEXT NOT NULL,      -- "A", "2"
    door_code TEXT,          -- to few
    has_lift INTEGER NOT NULL CHECK (has_lift IN (0, 1)),
    note TEXT,
    name_folded TEXT NOT NULL,
    place TEXT NOT NULL,     -- "Ekorrgatan 3 A"
    place_key TEXT NOT NULL,
    place_folded TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    UNIQUE (building_id, name_folded)
) STRICT;
CREATE INDEX register_stair_by_place ON register_stair (place_key, id);
CREATE INDEX register_stair_by_text ON register_stair (place_folded, id);
CREATE INDEX register_stair_by_change ON register_stair (changed_at, id);
CREATE INDEX register_stair_by_building ON register_stair (building_id, place_key, id);
CREATE INDEX register_stair_by_building_change ON register_stair (building_id, changed_at, id);
CREATE INDEX register_stair_area_place ON register_stair (area_id, place_key, id);
CREATE INDEX register_stair_area_change ON register_stair (area_id, changed_at, id);

CREATE TABLE register_dwelling (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    area_id INTEGER NOT NULL REFERENCES people_area (id), -- the building's
    building_id INTEGER NOT NULL REFERENCES register_building (id),
    stair_id INTEGER REFERENCES register_stair (id),
    number TEXT NOT NULL,    -- "1202", "B 12"
    floor INTEGER,
    rooms INTEGER,
    size REAL,               -- square metres
    external_id TEXT UNIQUE, -- the letting system's id
    note TEXT,
    number_folded TEXT NOT NULL, -- without blanks: "b12"
    place TEXT NOT NULL,         -- "Ekorrgatan 3, 1202"
    place_key TEXT NOT NULL,
    place_folded TEXT NOT NULL,
    city TEXT,
    words TEXT NOT NULL,
    size_key REAL NOT NULL,      -- -1: not known
    changed_at INTEGER NOT NULL,
    UNIQUE (building_id, number_folded)
) STRICT;
-- The list, ordered in each way, covering; and the same within an area or a building.
CREATE INDEX register_dwelling_by_place ON register_dwelling (place_key, id, area_id, building_id, place, city, number, floor, rooms, size, changed_at);
CREATE INDEX register_dwelling_by_text ON register_dwelling (place_folded, id, area_id, building_id, place, city, number, floor, rooms, size, changed_at);
CREATE INDEX register_dwelling_by_size ON register_dwelling (size_key, id);
CREATE INDEX register_dwelling_by_change ON register_dwelling (changed_at, id);
CREATE INDEX register_dwelling_area_place ON register_dwelling (area_id, place_key, id, building_id, place, city, number, floor, rooms, size, changed_at);
CREATE INDEX register_dwelling_area_size ON register_dwelling (area_id, size_key, id);
CREATE INDEX register_dwelling_area_change ON register_dwelling (area_id, changed_at, id);
CREATE INDEX register_dwelling_building_place ON register_dwelling (building_id, place_key, id);
CREATE INDEX register_dwelling_building_size ON register_dwelling (building_id, size_key, id);
CREATE INDEX register_dwelling_building_change ON register_dwelling (building_id, changed_at, id);
CREATE INDEX register_dwelling_by_stair ON register_dwelling (stair_id);

-- The words that find a home.
CREATE TABLE register_dwelling_word (
    word TEXT NOT NULL,
    dwelling_id INTEGER NOT NULL REFERENCES register_dwelling (id),
    PRIMARY KEY (word, dwelling_id)
) STRICT, WITHOUT ROWID;

-- A home is let from a day to a day, half-open.
CREATE TABLE register_tenancy (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    area_id INTEGER NOT NULL REFERENCES people_area (id), -- the home's
    building_id INTEGER NOT NULL REFERENCES register_building (id),
    dwelling_id INTEGER NOT NULL REFERENCES register_dwelling (id),
    from_day TEXT NOT NULL,
    to_day TEXT,             -- none: until further notice
    external_id TEXT UNIQUE, -- the letting system's id
    note TEXT,
    place TEXT NOT NULL,     -- the home's
    place_key TEXT NOT NULL,
    place_folded TEXT NOT NULL,
    is_deviating INTEGER NOT NULL CHECK (is_deviating IN (0, 1)), -- overlaps another of the home
    changed_at INTEGER NOT NULL,
    CHECK (to_day IS NULL OR to_day > from_day)
) STRICT;
CREATE INDEX register_tenancy_by_place ON register_tenancy (place_key, id, area_id, building_id, dwelling_id, place, from_day, to_day, is_deviating, changed_at);
CREATE INDEX register_tenancy_by_text ON register_tenancy (place_folded, id, area_id, building_id, dwelling_id, place, from_day, to_day, is_deviating, changed_at);
CREATE INDEX register_tenancy_by_start ON register_tenancy (from_day, id, area_id, building_id, dwelling_id, place, to_day, is_deviating, changed_at);
CREATE INDEX register_tenancy_by_change ON register_tenancy (changed_at, id);
CREATE INDEX register_tenancy_area_place ON register_tenancy (area_id, place_key, id, building_id, dwelling_id, place, from_day, to_day, is_deviating, changed_at);
CREATE INDEX register_tenancy_area_start ON register_tenancy (area_id, from_day, id);
CREATE INDEX register_tenancy_area_change ON register_tenancy (area_id, changed_at, id);
CREATE INDEX register_tenancy_building_place ON register_tenancy (building_id, place_key, id);
CREATE INDEX register_tenancy_building_start ON register_tenancy (building_id, from_day, id);
CREATE INDEX register_tenancy_building_change ON register_tenancy (building_id, changed_at, id);
CREATE INDEX register_tenancy_deviating_place ON register_tenancy (is_deviating, place_key, id);
CREATE INDEX register_tenancy_deviating_start ON register_tenancy (is_deviating, from_day, id);
CREATE INDEX register_tenancy_deviating_change ON register_tenancy (is_deviating, changed_at, id);
CREATE INDEX register_tenancy_of_home ON register_tenancy (dwelling_id, from_day, id, to_day);

-- Who lives there, in the time of the tenancy or a part of it.
CREATE TABLE register_resident (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    tenancy_id INTEGER NOT NULL REFERENCES register_tenancy (id),
    person_id INTEGER NOT NULL REFERENCES people_person (id),
    from_day TEXT, -- none: as the tenancy
    to_day TEXT,   -- none: as the tenancy
    UNIQUE (tenancy_id, person_id)
) STRICT;
CREATE INDEX register_resident_of_tenancy ON register_resident (tenancy_id, id, person_id);
CREATE INDEX register_resident_by_person ON register_resident (person_id, tenancy_id);

-- Published: what other slices may know of homes, tenancies and residents.
CREATE VIEW register_home_card AS
SELECT d.id, d.area_id, d.building_id, d.stair_id, d.number, d.floor, d.rooms, d.place, d.place_key
FROM register_dwelling d;
CREATE VIEW register_tenancy_card AS
SELECT id, area_id, building_id, dwelling_id, from_day, to_day FROM register_tenancy;
CREATE VIEW register_resident_card AS
SELECT r.id, r.tenancy_id, r.person_id, COALESCE(r.from_day, t.from_day) AS from_day,
       CASE WHEN r.to_day IS NULL THEN t.to_day
            WHEN t.to_day IS NULL OR r.to_day < t.to_day THEN r.to_day
            ELSE t.to_day END AS to_day
FROM register_resident r JOIN register_tenancy t ON t.id = r.tenancy_id;
