-- What the slice `register` asks of the database.

-- query: register_building_get
-- The building with this id.
-- hot
SELECT id, version, area_id, permanent_id, property_code, address_fi, address_sv, postcode, city,
       municipality, north, east, completed_year, stage, use_class, floors, floor_area, heating,
       door_code, caretaker, caretaker_phone, waste_house, visitor_note, note, address, address_key,
       address_folded, city_key, year_key, is_incomplete, changed_at
FROM register_building WHERE id = :id

-- query: register_building_by_permanent_id
-- The building that the national register knows by this id.
-- hot
SELECT id, version, area_id, permanent_id, property_code, address_fi, address_sv, postcode, city,
       municipality, north, east, completed_year, stage, use_class, floors, floor_area, heating,
       door_code, caretaker, caretaker_phone, waste_house, visitor_note, note, address, address_key,
       address_folded, city_key, year_key, is_incomplete, changed_at
FROM register_building WHERE permanent_id = :permanent_id

-- query: register_building_insert
-- A new building.
INSERT INTO register_building (id, version, area_id, permanent_id, property_code, address_fi,
    address_sv, postcode, city, municipality, north, east, completed_year, stage, use_class, floors,
    floor_area, heating, door_code, caretaker, caretaker_phone, waste_house, visitor_note, note,
    address, address_key, address_folded, city_key, year_key, is_incomplete, changed_at)
VALUES (:id, :version, :area_id, :permanent_id, :property_code, :address_fi, :address_sv, :postcode,
    :city, :municipality, :north, :east, :completed_year, :stage, :use_class, :floors, :floor_area,
    :heating, :door_code, :caretaker, :caretaker_phone, :waste_house, :visitor_note, :note, :address,
    :address_key, :address_folded, :city_key, :year_key, :is_incomplete, :changed_at)

-- query: register_building_update
-- A changed building, when nobody changed it meanwhile.
UPDATE register_building SET version = :version + 1, area_id = :area_id,
    permanent_id = :permanent_id, property_code = :property_code, address_fi = :address_fi,
    address_sv = :address_sv, postcode = :postcode, city = :city, municipality = :municipality,
    north = :north, east = :east, completed_year = :completed_year, stage = :stage,
    use_class = :use_class, floors = :floors, floor_area = :floor_area, heating = :heating,
    door_code = :door_code, caretaker = :caretaker, caretaker_phone = :caretaker_phone,
    waste_house = :waste_house, visitor_note = :visitor_note, note = :note, address = :address,
    address_key = :address_key, address_folded = :address_folded, city_key = :city_key,
    year_key = :year_key, is_incomplete = :is_incomplete, changed_at = :changed_at
WHERE id = :id AND version = :version

-- query: register_building_remove
-- Takes a building away that was never more than an import.
DELETE FROM register_building WHERE id = :id AND version = :version

-- query: register_building_scope
-- A row when this building is within what the viewer may do.
-- hot
SELECT b.id FROM register_building b
WHERE b.id = :id
      AND EXISTS (SELECT 1 FROM people_sees s
                  WHERE s.person_id = :viewer AND s.permission = :permission
                        AND s.from_at <= :now AND s.to_at > :now
                        AND (s.scope_type = 'all'
                             OR (s.scope_type = 'area' AND s.scope_id = b.area_id)))

-- list: register_building_list
-- Buildings that the viewer may see. Removed ones are apart. A + before a column keeps the engine from
-- choosing that column's index and then sorting: the order's own index gives the rows.
-- hot
-- sort address: b.address_key, b.id
-- sort year: b.year_key, b.id
-- sort city: b.city_key, b.address_key, b.id
-- sort changed: b.changed_at, b.id
-- filter area_id: b.area_id = :area_id
-- filter stage: b.stage = :stage
-- filter is_incomplete: b.is_incomplete = :is_incomplete
-- scope all
-- scope areas: +b.area_id IN (SELECT s.scope_id FROM people_sees s WHERE s.person_id = :viewer AND s.permission = 'register.building.read' AND s.scope_type = 'area' AND s.from_at <= :now AND s.to_at > :now)
SELECT b.id, b.address, b.postcode, b.city, b.completed_year, b.stage, b.area_id, b.is_incomplete,
       b.changed_at
FROM register_building b
WHERE CASE WHEN b.stage = 'removed' THEN 1 ELSE 0 END = :is_removed

-- list: register_building_find
-- The same among those whose address begins with a text.
-- hot
-- sort address: b.address_folded, b.id
-- filter area_id: +b.area_id = :area_id
-- filter stage: (b.stage || '') = :stage
-- filter is_incomplete: +b.is_incomplete = :is_incomplete
-- scope all
-- scope areas: +b.area_id IN (SELECT s.scope_id FROM people_sees s WHERE s.person_id = :viewer AND s.permission = 'register.building.read' AND s.scope_type = 'area' AND s.from_at <= :now AND s.to_at > :now)
SELECT b.id, b.address, b.postcode, b.city, b.completed_year, b.stage, b.area_id, b.is_incomplete,
       b.changed_at
FROM register_building b
WHERE b.address_folded >= :text_from AND b.address_folded < :text_to
      AND CASE WHEN b.stage = 'removed' THEN 1 ELSE 0 END = :is_removed

-- query: register_words_put sqlite
-- The words a building is found by.
INSERT INTO register_word (word, building_id)
SELECT value AS word, :id FROM json_each(:words) WHERE true
ON CONFLICT (word, building_id) DO NOTHING

-- query: register_words_put postgres
-- The words a building is found by.
INSERT INTO register_word (word, building_id)
SELECT w.word, CAST(:id AS BIGINT) FROM json_array_elements_text(CAST(:words AS JSON)) AS w(word)
ON CONFLICT (word, building_id) DO NOTHING

-- query: register_words_clear
-- Forgets the words of a building.
DELETE FROM register_word WHERE building_id = :id

-- query: register_search_words
-- Buildings that have a word beginning with the longest of those typed, and words beginning with the
-- others; those that the viewer may see. What is very common is looked through only so far.
-- hot
SELECT b.id, b.address, b.postcode, b.city, b.stage
FROM (SELECT w.building_id, MIN(w.word) AS word
      FROM (SELECT word, building_id FROM register_word
            WHERE word >= :word_from AND word < :word_to
            ORDER BY word, building_id LIMIT 5000) w
      GROUP BY w.building_id) f
JOIN register_building b ON b.id = f.building_id
WHERE (CAST(:second_from AS TEXT) IS NULL
       OR EXISTS (SELECT 1 FROM register_word x WHERE x.building_id = b.id
                  AND x.word >= :second_from AND x.word < :second_to))
      AND (CAST(:third_from AS TEXT) IS NULL
       OR EXISTS (SELECT 1 FROM register_word x WHERE x.building_id = b.id
                  AND x.word >= :third_from AND x.word < :third_to))
      AND EXISTS (SELECT 1 FROM people_sees s
                  WHERE s.person_id = :viewer AND s.permission = 'register.building.read'
                        AND s.from_at <= :now AND s.to_at > :now
                        AND (s.scope_type = 'all'
                             OR (s.scope_type = 'area' AND s.scope_id = b.area_id)))
ORDER BY CASE WHEN b.stage = 'removed' THEN 1 ELSE 0 END, f.word, b.address_key, b.id
LIMIT :limit

-- query: register_numbers
-- What the start page tells of the buildings that the viewer may see.
SELECT COUNT(*) AS buildings, COALESCE(SUM(CASE WHEN b.is_incomplete = 1 THEN 1 ELSE 0 END), 0) AS incomplete,
       COALESCE(SUM(CASE WHEN b.stage = 'new' THEN 1 ELSE 0 END), 0) AS fresh,
       COALESCE(SUM(CASE WHEN b.changed_at >= :since THEN 1 ELSE 0 END), 0) AS changed
FROM register_building b
WHERE b.stage <> 'removed'
      AND (EXISTS (SELECT 1 FROM people_sees s
                   WHERE s.person_id = :viewer AND s.permission = 'register.building.read'
                         AND s.scope_type = 'all' AND s.from_at <= :now AND s.to_at > :now)
           OR b.area_id IN (SELECT s.scope_id FROM people_sees s
                            WHERE s.person_id = :viewer AND s.permission = 'register.building.read'
                                  AND s.scope_type = 'area' AND s.from_at <= :now AND s.to_at > :now))

-- query: register_recent
-- What changed last among the buildings that the viewer may see.
SELECT b.id, b.address, b.postcode, b.city, b.changed_at
FROM register_building b
WHERE b.stage <> 'removed'
      AND (EXISTS (SELECT 1 FROM people_sees s
                   WHERE s.person_id = :viewer AND s.permission = 'register.building.read'
                         AND s.scope_type = 'all' AND s.from_at <= :now AND s.to_at > :now)
           OR b.area_id IN (SELECT s.scope_id FROM people_sees s
                            WHERE s.person_id = :viewer AND s.permission = 'register.building.read'
                                  AND s.scope_type = 'area' AND s.from_at <= :now AND s.to_at > :now))
ORDER BY b.changed_at DESC, b.id DESC LIMIT 7
