-- Buildings with their facts, and the words they are found by.

CREATE TABLE register_building (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    area_id INTEGER NOT NULL REFERENCES people_area (id),
    permanent_id TEXT UNIQUE,  -- the national register's id of the building
    property_code TEXT,        -- the land register's id of the property it stands on
    address_fi TEXT,
    address_sv TEXT,
    postcode TEXT,
    city TEXT,
    municipality TEXT,
    north INTEGER, -- metres, ETRS-TM35FIN (EPSG:3067)
    east INTEGER,
    completed_year INTEGER,
    stage TEXT NOT NULL CHECK (stage IN ('planned', 'building', 'new', 'in_use', 'removed')),
    use_class TEXT,
    floors INTEGER,
    floor_area INTEGER, -- square metres
    heating TEXT,
    door_code TEXT, -- to few
    caretaker TEXT,
    caretaker_phone TEXT,
    waste_house TEXT,  -- where the recycling room is
    visitor_note TEXT, -- what a visitor must know
    note TEXT,
    -- made from the above when the row is written
    address TEXT NOT NULL,        -- in the area's language where there is one
    address_key TEXT NOT NULL,    -- sort key
    address_folded TEXT NOT NULL, -- found by its beginning
    city_key TEXT NOT NULL,
    words TEXT NOT NULL,          -- all folded words, each after a blank: what else was typed is looked for here
    year_key INTEGER NOT NULL,    -- 9999: not known
    is_incomplete INTEGER NOT NULL CHECK (is_incomplete IN (0, 1)),
    changed_at INTEGER NOT NULL,
    CHECK ((north IS NULL) = (east IS NULL))
) STRICT;

-- The whole list, ordered in each way: covering, so that a page never looks at the rows.
CREATE INDEX register_building_by_address ON register_building (address_key, id, address, postcode, city, completed_year, stage, area_id, is_incomplete, changed_at);
CREATE INDEX register_building_by_year ON register_building (year_key, id, address, postcode, city, completed_year, stage, area_id, is_incomplete, changed_at);
CREATE INDEX register_building_by_city ON register_building (city_key, address_key, id, address, postcode, city, completed_year, stage, area_id, is_incomplete, changed_at);
CREATE INDEX register_building_by_change ON register_building (changed_at, id, address, postcode, city, completed_year, stage, area_id, is_incomplete);
CREATE INDEX register_building_by_text ON register_building (address_folded, id, address, postcode, city, completed_year, stage, area_id, is_incomplete, changed_at);
-- The same within one area, one stage, or where facts are missing.
CREATE INDEX register_building_area_address ON register_building (area_id, address_key, id, address,
    postcode, city, completed_year, stage, is_incomplete, changed_at);
CREATE INDEX register_building_area_year ON register_building (area_id, year_key, id);
CREATE INDEX register_building_area_city ON register_building (area_id, city_key, address_key, id);
CREATE INDEX register_building_area_change ON register_building (area_id, changed_at, id);
CREATE INDEX register_building_stage_address ON register_building (stage, address_key, id);
CREATE INDEX register_building_stage_year ON register_building (stage, year_key, id);
CREATE INDEX register_building_stage_city ON register_building (stage, city_key, address_key, id);
CREATE INDEX register_building_stage_change ON register_building (stage, changed_at, id);
CREATE INDEX register_building_missing_address ON register_building (is_incomplete, address_key, id);
CREATE INDEX register_building_missing_year ON register_building (is_incomplete, year_key, id);
CREATE INDEX register_building_missing_city ON register_building (is_incomplete, city_key, address_key, id);
CREATE INDEX register_building_missing_change ON register_building (is_incomplete, changed_at, id);

-- The words that find a building, folded: of its addresses, town and ids; house numbers find none by
-- themselves and stand in its `words`.
CREATE TABLE register_word (
    word TEXT NOT NULL,
    building_id INTEGER NOT NULL REFERENCES register_building (id),
    PRIMARY KEY (word, building_id)
) STRICT, WITHOUT ROWID;

-- Published: what other slices may know of a building.
CREATE VIEW register_building_card AS
SELECT id, area_id, permanent_id, property_code, address, postcode, city, municipality, north, east,
       stage, completed_year
FROM register_building;
