-- A building is written with less: indexes have only what a list needs (0075).

ALTER TABLE register_building DROP CONSTRAINT register_building_permanent_id_key;
DROP INDEX register_building_by_address;
DROP INDEX register_building_by_year;
DROP INDEX register_building_by_city;
DROP INDEX register_building_by_change;
DROP INDEX register_building_by_text;
DROP INDEX register_building_area_address;
DROP INDEX register_building_area_year;
DROP INDEX register_building_area_city;
DROP INDEX register_building_area_change;
DROP INDEX register_building_stage_address;
DROP INDEX register_building_stage_year;
DROP INDEX register_building_stage_city;
DROP INDEX register_building_stage_change;
DROP INDEX register_building_missing_address;
DROP INDEX register_building_missing_year;
DROP INDEX register_building_missing_city;
DROP INDEX register_building_missing_change;

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
