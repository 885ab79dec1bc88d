-- What the slice `register` asks of the database.

-- entity: register_building
-- A building.
-- hot
id, version, area_id, permanent_id, property_code, address_fi, address_sv, postcode, city,
municipality, north, east, completed_year, stage, use_class, floors, floor_area, heating,
door_code, caretaker, caretaker_phone, waste_house, visitor_note, note, address, address_key,
address_folded, city_key, words, year_key, is_incomplete, changed_at

-- query: register_building_by_permanent_id
-- The building that the national register knows by this id.
-- hot
SELECT * FROM register_building WHERE permanent_id = :permanent_id

-- query: register_building_scope
-- A row when this building is within what the viewer may do.
-- hot
SELECT b.id FROM register_building b
WHERE b.id = :id AND MAY_IN_AREA(:permission, b.area_id)

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
-- scope areas: +b.area_id IN (SEEN_AREAS('register.building.read'))
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
-- scope areas: +b.area_id IN (SEEN_AREAS('register.building.read'))
SELECT b.id, b.address, b.postcode, b.city, b.completed_year, b.stage, b.area_id, b.is_incomplete,
       b.changed_at
FROM register_building b
WHERE b.address_folded >= :text_from AND b.address_folded < :text_to
      AND CASE WHEN b.stage = 'removed' THEN 1 ELSE 0 END = :is_removed

-- query: register_word_put
-- A word that a building is found by.
INSERT INTO register_word (word, building_id) VALUES (:word, :id)
ON CONFLICT (word, building_id) DO NOTHING

-- query: register_word_forget
-- A word that finds a building no longer.
DELETE FROM register_word WHERE word = :word AND building_id = :id

-- query: register_search_words sqlite
-- Buildings that have a word beginning with the longest of those typed, and words beginning with the
-- others; those that the viewer may see. What is very common is looked through only so far.
-- hot
SELECT b.id, b.address AS title,
       TRIM(COALESCE(b.postcode, '') || ' ' || COALESCE(b.city, '')) AS detail
FROM (SELECT w.building_id, MIN(w.word) AS word
      FROM (SELECT word, building_id FROM register_word
            WHERE word >= :word_from AND word < :word_to
            ORDER BY word, building_id LIMIT 5000) w
      GROUP BY w.building_id) f
JOIN register_building b ON b.id = f.building_id
WHERE (CAST(:second AS TEXT) IS NULL OR instr(b.words, :second) > 0)
      AND (CAST(:third AS TEXT) IS NULL OR instr(b.words, :third) > 0)
      AND MAY_IN_AREA('register.building.read', b.area_id)
ORDER BY CASE WHEN b.stage = 'removed' THEN 1 ELSE 0 END, f.word, b.address_key, b.id
LIMIT :limit

-- query: register_search_words postgres
-- Buildings that have a word beginning with the longest of those typed, and words beginning with the
-- others; those that the viewer may see. What is very common is looked through only so far.
-- hot
SELECT b.id, b.address AS title,
       TRIM(COALESCE(b.postcode, '') || ' ' || COALESCE(b.city, '')) AS detail
FROM (SELECT w.building_id, MIN(w.word) AS word
      FROM (SELECT word, building_id FROM register_word
            WHERE word >= :word_from AND word < :word_to
            ORDER BY word, building_id LIMIT 5000) w
      GROUP BY w.building_id) f
JOIN register_building b ON b.id = f.building_id
WHERE (CAST(:second AS TEXT) IS NULL OR strpos(b.words, :second) > 0)
      AND (CAST(:third AS TEXT) IS NULL OR strpos(b.words, :third) > 0)
      AND MAY_IN_AREA('register.building.read', b.area_id)
ORDER BY CASE WHEN b.stage = 'removed' THEN 1 ELSE 0 END, f.word, b.address_key, b.id
LIMIT :limit

-- query: register_numbers
-- What the start page tells of the buildings that the viewer may see.
SELECT COUNT(*) AS buildings, COALESCE(SUM(CASE WHEN b.is_incomplete = 1 THEN 1 ELSE 0 END), 0) AS incomplete,
       COALESCE(SUM(CASE WHEN b.stage = 'new' THEN 1 ELSE 0 END), 0) AS fresh,
       COALESCE(SUM(CASE WHEN b.changed_at >= :since THEN 1 ELSE 0 END), 0) AS changed
FROM register_building b
WHERE b.stage <> 'removed'
      AND (MAY_EVERYWHERE('register.building.read')
           OR b.area_id IN (SEEN_AREAS('register.building.read')))

-- query: register_recent
-- What changed last among the buildings that the viewer may see.
SELECT b.id, b.address, b.postcode, b.city, b.changed_at
FROM register_building b
WHERE b.stage <> 'removed'
      AND (MAY_EVERYWHERE('register.building.read')
           OR b.area_id IN (SEEN_AREAS('register.building.read')))
ORDER BY b.changed_at DESC, b.id DESC LIMIT 7

-- query: register_buildings_at
-- The buildings of an area at an address; without a postcode in the question, at any.
-- hot
SELECT * FROM register_building
WHERE address_folded = :address_folded AND area_id = :area_id
      AND (CAST(:postcode AS TEXT) IS NULL OR postcode IS NULL OR postcode = :postcode)
ORDER BY id LIMIT 5

-- query: register_buildings_all
-- Every building, by address.
SELECT * FROM register_building ORDER BY address_key, id
