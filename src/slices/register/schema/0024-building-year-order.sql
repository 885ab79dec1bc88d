-- Buildings of one year come by address. A page of the list is found by what orders it: of the year and the
-- id SQLite looks only the year up, since the id is the row's own number, and walked through all buildings
-- of that year, thousands in a million (0126).

DROP INDEX register_building_by_year;
DROP INDEX register_building_area_year;
DROP INDEX register_building_stage_year;
DROP INDEX register_building_missing_year;

CREATE INDEX register_building_by_year ON register_building (year_key, address_key, id, stage, area_id);
CREATE INDEX register_building_area_year ON register_building (area_id, year_key, address_key, id, stage);
CREATE INDEX register_building_stage_year ON register_building (stage, year_key, address_key, id, area_id)
    WHERE stage <> 'in_use';
CREATE INDEX register_building_missing_year ON register_building (year_key, address_key, id, stage, area_id)
    WHERE is_incomplete = 1;
