-- What the slice `register` asks of the database.

-- --- Properties

-- entity: register_property
-- A property.
-- hot
id, version, area_id, code, kind, address, postcode, city, municipality, north, east, land_area, note,
code_long, code_folded, code_key, address_key, words, changed_at

-- query: register_property_sheet
-- A property, and what its area is called.
-- hot
SELECT p.*, a.name AS area_name FROM register_property p
JOIN people_area_card a ON a.id = p.area_id WHERE p.id = :id

-- query: register_property_by_code
-- The property with this id.
-- hot
SELECT * FROM register_property WHERE code_folded = :code_folded

-- query: register_property_scope
-- A row when this property is within what the viewer may do.
-- hot
SELECT p.id FROM register_property p
WHERE p.id = :id AND MAY_IN_AREA(:permission, p.area_id)

-- list: register_property_list
-- Properties that the viewer may see.
-- hot
-- sort code: p.code_key, p.id
-- sort address: p.address_key, p.id
-- sort changed: p.changed_at, p.id
-- filter area_id: p.area_id = :area_id
-- filter kind: p.kind = :kind
-- scope all
-- scope areas: +p.area_id IN (SEEN_AREAS('register.property.read'))
SELECT p.id, p.code, p.address, p.postcode, p.city, p.kind, p.area_id, p.changed_at
FROM register_property p

-- list: register_property_find
-- The same among those that have the words that were typed.
-- sort code: p.code_key, p.id
-- filter area_id: +p.area_id = :area_id
-- filter kind: (p.kind || '') = :kind
-- scope all
-- scope areas: +p.area_id IN (SEEN_AREAS('register.property.read'))
SELECT p.id, p.code, p.address, p.postcode, p.city, p.kind, p.area_id, p.changed_at
FROM register_property p
WHERE p.id IN (SELECT w.property_id FROM register_property_word w
               WHERE w.word >= :text_from AND w.word < :text_to)
      AND (CAST(:text_second AS TEXT) IS NULL OR p.words LIKE '%' || CAST(:text_second AS TEXT) || '%')
      AND (CAST(:text_third AS TEXT) IS NULL OR p.words LIKE '%' || CAST(:text_third AS TEXT) || '%')

-- query: register_property_word_put
-- A word that a property is found by.
INSERT INTO register_property_word (word, property_id) VALUES (:word, :id)
ON CONFLICT (word, property_id) DO NOTHING

-- query: register_property_word_forget
-- A word that finds a property no longer.
DELETE FROM register_property_word WHERE word = :word AND property_id = :id

-- query: register_property_search
-- Properties that have a word beginning with the longest of those typed, and words beginning with the
-- others; those that the viewer may see. What is very common is looked through only so far.
-- hot
SELECT p.id, p.code AS title,
       TRIM(COALESCE(p.address || ', ', '') || COALESCE(p.postcode || ' ', '') || COALESCE(p.city, '')) AS detail
FROM (SELECT w.property_id, MIN(w.word) AS word
      FROM (SELECT word, property_id FROM register_property_word
            WHERE word >= :word_from AND word < :word_to
            ORDER BY word, property_id LIMIT 5000) w
      GROUP BY w.property_id) f
JOIN register_property p ON p.id = f.property_id
WHERE (CAST(:second AS TEXT) IS NULL OR p.words LIKE '%' || CAST(:second AS TEXT) || '%')
      AND (CAST(:third AS TEXT) IS NULL OR p.words LIKE '%' || CAST(:third AS TEXT) || '%')
      AND MAY_IN_AREA('register.property.read', p.area_id)
ORDER BY f.word, p.code_key, p.id
LIMIT :limit

-- query: register_buildings_of_property
-- The buildings that stand on a property, as far as the viewer may see buildings.
-- hot
SELECT b.id, b.address, b.city FROM register_building b
WHERE b.property_code IN (:code, :code_long) AND b.stage <> 'removed'
      AND MAY_IN_AREA('register.building.read', b.area_id)
ORDER BY b.address_key, b.id LIMIT 200

-- query: register_properties_all
-- Every property, by its id.
SELECT * FROM register_property ORDER BY code_key, id

-- --- Organisations

-- entity: register_organisation
-- An organisation.
-- hot
id, version, area_id, name, business_id, kind, phone, email, address, postcode, city, note, name_key,
name_folded, words, changed_at

-- query: register_organisation_sheet
-- An organisation, and what its area is called.
-- hot
SELECT o.*, a.name AS area_name FROM register_organisation o
JOIN people_area_card a ON a.id = o.area_id WHERE o.id = :id

-- query: register_organisation_by_business_id
-- The organisation with this business id.
-- hot
SELECT * FROM register_organisation WHERE business_id = :business_id

-- query: register_organisations_named
-- Organisations of an area with this name; who has another business id is another one.
-- hot
SELECT * FROM register_organisation
WHERE name_folded = :name_folded AND area_id = :area_id
      AND (business_id IS NULL OR CAST(:business_id AS TEXT) IS NULL)
ORDER BY id LIMIT 5

-- query: register_organisation_scope
-- A row when this organisation is within what the viewer may do.
-- hot
SELECT o.id FROM register_organisation o
WHERE o.id = :id AND MAY_IN_AREA(:permission, o.area_id)

-- list: register_organisation_list
-- Organisations that the viewer may see.
-- hot
-- sort name: o.name_key, o.id
-- sort changed: o.changed_at, o.id
-- filter area_id: o.area_id = :area_id
-- filter kind: o.kind = :kind
-- scope all
-- scope areas: +o.area_id IN (SEEN_AREAS('register.organisation.read'))
SELECT o.id, o.name, o.business_id, o.city, o.kind, o.area_id, o.changed_at
FROM register_organisation o

-- list: register_organisation_find
-- The same among those that have the words that were typed.
-- sort name: o.name_key, o.id
-- filter area_id: +o.area_id = :area_id
-- filter kind: (o.kind || '') = :kind
-- scope all
-- scope areas: +o.area_id IN (SEEN_AREAS('register.organisation.read'))
SELECT o.id, o.name, o.business_id, o.city, o.kind, o.area_id, o.changed_at
FROM register_organisation o
WHERE o.id IN (SELECT w.organisation_id FROM register_organisation_word w
               WHERE w.word >= :text_from AND w.word < :text_to)
      AND (CAST(:text_second AS TEXT) IS NULL OR o.words LIKE '%' || CAST(:text_second AS TEXT) || '%')
      AND (CAST(:text_third AS TEXT) IS NULL OR o.words LIKE '%' || CAST(:text_third AS TEXT) || '%')

-- query: register_organisation_word_put
-- A word that an organisation is found by.
INSERT INTO register_organisation_word (word, organisation_id) VALUES (:word, :id)
ON CONFLICT (word, organisation_id) DO NOTHING

-- query: register_organisation_word_forget
-- A word that finds an organisation no longer.
DELETE FROM register_organisation_word WHERE word = :word AND organisation_id = :id

-- query: register_organisation_search
-- Organisations that have a word beginning with the longest of those typed, and words beginning with the
-- others; those that the viewer may see. What is very common is looked through only so far.
-- hot
SELECT o.id, o.name AS title,
       TRIM(COALESCE(o.business_id || ' ', '') || COALESCE(o.city, '')) AS detail
FROM (SELECT w.organisation_id, MIN(w.word) AS word
      FROM (SELECT word, organisation_id FROM register_organisation_word
            WHERE word >= :word_from AND word < :word_to
            ORDER BY word, organisation_id LIMIT 5000) w
      GROUP BY w.organisation_id) f
JOIN register_organisation o ON o.id = f.organisation_id
WHERE (CAST(:second AS TEXT) IS NULL OR o.words LIKE '%' || CAST(:second AS TEXT) || '%')
      AND (CAST(:third AS TEXT) IS NULL OR o.words LIKE '%' || CAST(:third AS TEXT) || '%')
      AND MAY_IN_AREA('register.organisation.read', o.area_id)
ORDER BY f.word, o.name_key, o.id
LIMIT :limit

-- query: register_organisations_all
-- Every organisation, by name.
SELECT * FROM register_organisation ORDER BY name_key, id

-- --- Buildings

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
-- choosing that column's index and then sorting: the order's own index gives the rows. The stage that
-- nearly all have is looked for along the order, the others have indexes of their own.
-- hot
-- sort address: b.address_key, b.id
-- sort year: b.year_key, b.id
-- sort city: b.city_key, b.address_key, b.id
-- sort changed: b.changed_at, b.id
-- filter area_id: b.area_id = :area_id
-- filter rare_stage: b.stage = :rare_stage AND b.stage <> 'in_use'
-- filter is_in_use: CASE WHEN b.stage = 'in_use' THEN 1 ELSE 0 END = :is_in_use
-- filter is_incomplete: b.is_incomplete = 1 AND +b.is_incomplete = :is_incomplete
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
