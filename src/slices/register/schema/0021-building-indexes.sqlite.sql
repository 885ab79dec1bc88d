-- A building is written with less: SQLite builds a table of its own in memory, at each statement, for
-- the constants of an IN with more than two, so the stages are said one by one; and indexes have only
-- what a list needs (0075). A CHECK is changed by making the table anew, with what refers to it.

DROP VIEW register_building_card;

CREATE TABLE register_building_next_form (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    area_id INTEGER NOT NULL REFERENCES people_area (id),
    permanent_id TEXT,         -- the national register's id of the building
    property_code TEXT,        -- the land register's id of the property it stands on
    address_fi TEXT,
    address_sv TEXT,
    postcode TEXT,
    city TEXT,
    municipality TEXT,
    north INTEGER, -- metres, ETRS-TM35FIN (EPSG:3067)
    east INTEGER,
    completed_year INTEGER,
    stage TEXT NOT NULL CHECK (stage = 'planned' OR stage = 'building' OR stage = 'new' OR
                                   stage = 'in_use' OR stage = 'removed'),
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
INSERT INTO register_building_next_form (
    id, version, area_id, permanent_id, property_code, address_fi, address_sv, postcode, city,
    municipality, north, east, completed_year, stage, use_class, floors, floor_area, heating,
    door_code, caretaker, caretaker_phone, waste_house, visitor_note, note, address,
    address_key, address_folded, city_key, words, year_key, is_incomplete, changed_at)
SELECT
    id, version, area_id, permanent_id, property_code, address_fi, address_sv, postcode, city,
    municipality, north, east, completed_year, stage, use_class, floors, floor_area, heating,
    door_code, caretaker, caretaker_phone, waste_house, visitor_note, note, address,
    address_key, address_folded, city_key, words, year_key, is_incomplete, changed_at
FROM register_building ORDER BY id;

CREATE TABLE register_word_next_form (
    word TEXT NOT NULL,
    building_id INTEGER NOT NULL REFERENCES register_building_next_form (id),
    PRIMARY KEY (word, building_id)
) STRICT, WITHOUT ROWID;
INSERT INTO register_word_next_form (word, building_id)
SELECT word, building_id FROM register_word ORDER BY word, building_id;

DROP TABLE register_word;
DROP TABLE register_building;
ALTER TABLE register_building_next_form RENAME TO register_building;
ALTER TABLE register_word_next_form RENAME TO register_word;

-- One without an id is not looked for by it.
CREATE UNIQUE INDEX register_building_permanent_id ON register_building (permanent_id)
    WHERE permanent_id IS NOT NULL;

-- The whole list, ordered in each way. The order that one begins with, and the search in it, are
-- covering: a page never looks at the rows. The others have what decides whether a row is shown.
CREATE INDEX register_building_by_address ON register_building (address_key, id, address, postcode,
    city, completed_year, stage, area_id, is_incomplete, changed_at);
CREATE INDEX register_building_by_text ON register_building (address_folded, id, address, postcode,
    city, completed_year, stage, area_id, is_incomplete, changed_at);
CREATE INDEX register_building_by_year ON register_building (year_key, id, stage, area_id);
CREATE INDEX register_building_by_city ON register_building (city_key, address_key, id, stage, area_id);
CREATE INDEX register_building_by_change ON register_building (changed_at, id, stage, area_id);

-- The same within one area.
CREATE INDEX register_building_area_address ON register_building (area_id, address_key, id, address,
    postcode, city, completed_year, stage, is_incomplete, changed_at);
CREATE INDEX register_building_area_year ON register_building (area_id, year_key, id, stage);
CREATE INDEX register_building_area_city ON register_building (area_id, city_key, address_key, id, stage);
CREATE INDEX register_building_area_change ON register_building (area_id, changed_at, id, stage);

-- What few are: at a stage that nearly all have left, and where facts are missing. Those in use are
-- found by walking along the whole list, and cost nothing here. SQLite rather walks an index that covers
-- all rows than looks along one that holds few and does not cover: so the first for missing facts does.
CREATE INDEX register_building_stage_address ON register_building (stage, address_key, id, area_id)
    WHERE stage <> 'in_use';
CREATE INDEX register_building_stage_year ON register_building (stage, year_key, id, area_id)
    WHERE stage <> 'in_use';
CREATE INDEX register_building_stage_city ON register_building (stage, city_key, address_key, id, area_id)
    WHERE stage <> 'in_use';
CREATE INDEX register_building_stage_change ON register_building (stage, changed_at, id, area_id)
    WHERE stage <> 'in_use';
CREATE INDEX register_building_missing_address ON register_building (address_key, id, address,
    postcode, city, completed_year, stage, area_id, is_incomplete, changed_at)
    WHERE is_incomplete = 1;
CREATE INDEX register_building_missing_year ON register_building (year_key, id, stage, area_id)
    WHERE is_incomplete = 1;
CREATE INDEX register_building_missing_city ON register_building (city_key, address_key, id, stage, area_id)
    WHERE is_incomplete = 1;
CREATE INDEX register_building_missing_change ON register_building (changed_at, id, stage, area_id)
    WHERE is_incomplete = 1;

-- Published: what other slices may know of a building.
CREATE VIEW register_building_card AS
SELECT id, area_id, permanent_id, property_code, address, postcode, city, municipality, north, east,
       stage, completed_year
FROM register_building;
