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
-- scope areas: IN_SEEN_AREA('register.property.read', p.area_id)
SELECT p.id, p.code, p.address, p.postcode, p.city, p.kind, p.area_id, p.changed_at
FROM register_property p

-- list: register_property_find
-- The same among those that have the words that were typed.
-- sort code: p.code_key, p.id
-- filter area_id: +p.area_id = :area_id
-- filter kind: (p.kind || '') = :kind
-- scope all
-- scope areas: IN_SEEN_AREA('register.property.read', p.area_id)
SELECT p.id, p.code, p.address, p.postcode, p.city, p.kind, p.area_id, p.changed_at
FROM register_property p
WHERE p.id IN (SELECT w.property_id FROM register_property_word w
               WHERE w.word >= :text_from AND w.word < :text_to)
      AND HAS_TYPED_WORDS(p.words)

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
WHERE HAS_SEARCHED_WORDS(p.words)
      AND MAY_IN_AREA('register.property.read', p.area_id)
ORDER BY f.word, p.code_key, p.id
LIMIT :limit

-- query: register_buildings_of_property
-- The buildings that stand on a property, as far as the viewer may see buildings.
-- hot
SELECT b.id, b.address, b.city FROM register_building b
WHERE b.property_code IN (:code, :code_long) AND b.stage <> 'removed'
      AND MAY_AT('register.building.read', b.area_id, 'building', b.id)
ORDER BY b.address_key, b.id LIMIT 200

-- query: register_properties_all
-- Every property, by its id.
SELECT * FROM register_property ORDER BY code_key, id

-- --- Who owns what

-- entity: register_ownership
-- Who owns a part of a property.
id, version, area_id, property_id, person_id, organisation_id, share, parts, from_day, to_day, note, is_deviating,
changed_at

-- query: register_ownership_sheet
-- An ownership with what owner and property are called; of a protected person nothing.
-- hot
SELECT w.*, r.code, COALESCE(p.name, o.name) AS owner, COALESCE(p.is_protected, 0) AS is_protected
FROM register_ownership w
JOIN register_property r ON r.id = w.property_id
LEFT JOIN people_contact p ON p.id = w.person_id
LEFT JOIN register_organisation o ON o.id = w.organisation_id
WHERE w.id = :id

-- query: register_ownership_scope
-- A row when this ownership is of a property within what the viewer may do.
-- hot
SELECT w.id FROM register_ownership w LEFT JOIN people_contact p ON p.id = w.person_id
WHERE w.id = :id AND MAY_IN_AREA(:permission, w.area_id)
      AND (COALESCE(p.is_protected, 0) = 0 OR MAY_EVERYWHERE('people.protected.read'))

-- query: register_ownerships_of
-- Who owns, owned and will own a property; a protected owner not even as one of them.
-- hot
SELECT w.id, COALESCE(p.name, o.name) AS owner, w.organisation_id, w.share, w.from_day, w.to_day, w.is_deviating
FROM register_ownership w
LEFT JOIN people_contact p ON p.id = w.person_id
LEFT JOIN register_organisation o ON o.id = w.organisation_id
WHERE w.property_id = :id AND (COALESCE(p.is_protected, 0) = 0 OR MAY_EVERYWHERE('people.protected.read'))
ORDER BY w.from_day DESC, w.id DESC LIMIT 200

-- query: register_ownerships_meeting
-- The other ownerships of the property that share a day with this one.
-- hot
SELECT * FROM register_ownership
WHERE property_id = :property_id AND id <> :id
      AND (CAST(:to_day AS TEXT) IS NULL OR from_day IS NULL OR from_day <= :to_day)
      AND (CAST(:from_day AS TEXT) IS NULL OR to_day IS NULL OR to_day >= :from_day)
ORDER BY from_day, id

-- query: register_ownerships_all_of
-- All ownerships of one property, to look at them together.
-- hot
SELECT * FROM register_ownership WHERE property_id = :property_id ORDER BY from_day, id

-- query: register_ownership_mark
-- That on one of its days more than the whole is owned, or no longer.
UPDATE register_ownership SET is_deviating = :is_deviating WHERE id = :id AND is_deviating <> :is_deviating

-- query: register_ownership_same
-- The ownership of this owner that began on that day.
-- hot
SELECT w.*, r.code, COALESCE(p.name, o.name) AS owner
FROM register_ownership w
JOIN register_property r ON r.id = w.property_id
LEFT JOIN people_contact p ON p.id = w.person_id
LEFT JOIN register_organisation o ON o.id = w.organisation_id
WHERE w.property_id = :property_id AND COALESCE(w.from_day, '') = COALESCE(CAST(:from_day AS TEXT), '')
      AND COALESCE(w.person_id, 0) = COALESCE(CAST(:person_id AS BIGINT), 0)
      AND COALESCE(w.organisation_id, 0) = COALESCE(CAST(:organisation_id AS BIGINT), 0)
ORDER BY w.id LIMIT 1

-- query: register_ownerships_all
-- Every ownership but those of protected people, by property.
SELECT w.*, r.code, COALESCE(p.name, o.name) AS owner
FROM register_ownership w
JOIN register_property r ON r.id = w.property_id
LEFT JOIN people_contact p ON p.id = w.person_id
LEFT JOIN register_organisation o ON o.id = w.organisation_id
WHERE COALESCE(p.is_protected, 0) = 0
ORDER BY r.code_key, w.from_day, w.id

-- query: register_organisations_meant
-- Organisations that a text means: by business id, or by name.
-- hot
SELECT o.id, o.name FROM register_organisation o
WHERE o.business_id = :business_id OR o.name_folded = :name_folded ORDER BY o.id LIMIT 2

-- query: register_data_ownerships
-- What somebody owns and owned.
SELECT * FROM register_ownership WHERE person_id = :person ORDER BY id LIMIT 10000

-- query: register_holds_ownerships
-- Who of these owns a property, or did lately.
SELECT DISTINCT w.person_id AS id FROM register_ownership w
WHERE w.person_id IN (:people[]) AND (w.to_day IS NULL OR w.changed_at >= :before)

-- query: register_erase_ownerships
-- An erased person owned nothing.
DELETE FROM register_ownership WHERE person_id = :person

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
WHERE o.id = :id AND MAY_AT(:permission, o.area_id, 'organisation', o.id)

-- list: register_organisation_list
-- Organisations that the viewer may see.
-- hot
-- sort name: o.name_key, o.id
-- sort changed: o.changed_at, o.id
-- filter area_id: o.area_id = :area_id
-- filter kind: o.kind = :kind
-- scope all
-- scope areas: IN_SEEN_AREA('register.organisation.read', o.area_id) OR +o.id IN (SEEN_PLACES('register.organisation.read', 'organisation'))
-- scope few: o.id IN (SEEN_PLACES('register.organisation.read', 'organisation'))
SELECT o.id, o.name, o.business_id, o.city, o.kind, o.area_id, o.changed_at
FROM register_organisation o

-- list: register_organisation_find
-- The same among those that have the words that were typed.
-- sort name: o.name_key, o.id
-- filter area_id: +o.area_id = :area_id
-- filter kind: (o.kind || '') = :kind
-- scope all
-- scope areas: IN_SEEN_AREA('register.organisation.read', o.area_id) OR +o.id IN (SEEN_PLACES('register.organisation.read', 'organisation'))
-- scope few: o.id IN (SEEN_PLACES('register.organisation.read', 'organisation'))
SELECT o.id, o.name, o.business_id, o.city, o.kind, o.area_id, o.changed_at
FROM register_organisation o
WHERE o.id IN (SELECT w.organisation_id FROM register_organisation_word w
               WHERE w.word >= :text_from AND w.word < :text_to)
      AND HAS_TYPED_WORDS(o.words)

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
WHERE HAS_SEARCHED_WORDS(o.words)
      AND MAY_AT('register.organisation.read', o.area_id, 'organisation', o.id)
ORDER BY f.word, o.name_key, o.id
LIMIT :limit

-- query: register_organisations_all
-- Every organisation, by name.
SELECT * FROM register_organisation ORDER BY name_key, id

-- --- Customers

-- entity: register_customer
-- A customer.
-- hot
id, version, area_id, number, kind, person_id, organisation_id, state, invoice_address,
invoice_postcode, invoice_city, invoice_email, note, name_key, number_key, words, is_unreachable,
changed_at

-- query: register_customer_sheet
-- A customer with the person or organisation.
-- hot
SELECT c.*, p.version AS person_version, COALESCE(p.name, o.name) AS name,
       COALESCE(p.phone, o.phone) AS phone, COALESCE(p.email, o.email) AS email,
       COALESCE(p.street, o.address) AS street, COALESCE(p.postcode, o.postcode) AS postcode,
       COALESCE(p.city, o.city) AS city, p.language, COALESCE(p.is_protected, 0) AS is_protected,
       o.name AS organisation, a.name AS area_name
FROM register_customer c
JOIN people_area_card a ON a.id = c.area_id
LEFT JOIN people_reach p ON p.id = c.person_id
LEFT JOIN register_organisation o ON o.id = c.organisation_id
WHERE c.id = :id

-- query: register_customer_by_number
-- The customer with this number.
-- hot
SELECT c.*, p.version AS person_version, COALESCE(p.name, o.name) AS name,
       COALESCE(p.phone, o.phone) AS phone, COALESCE(p.email, o.email) AS email,
       COALESCE(p.street, o.address) AS street, COALESCE(p.postcode, o.postcode) AS postcode,
       COALESCE(p.city, o.city) AS city, p.language, COALESCE(p.is_protected, 0) AS is_protected,
       o.name AS organisation
FROM register_customer c
LEFT JOIN people_reach p ON p.id = c.person_id
LEFT JOIN register_organisation o ON o.id = c.organisation_id
WHERE c.number = :number

-- query: register_customers_of_person
-- The customers that a person is.
-- hot
SELECT c.id FROM register_customer c WHERE c.person_id = :person_id ORDER BY c.id LIMIT 100

-- query: register_organisation_meant
-- Organisations that a text means: by business id, or by name.
-- hot
SELECT * FROM register_organisation
WHERE business_id = :business_id OR name_folded = :name_folded ORDER BY id LIMIT 2

-- query: register_customer_refresh
-- What is worked out of the person, when the person alone has changed.
UPDATE register_customer SET name_key = :name_key, words = :words, is_unreachable = :is_unreachable,
    changed_at = :changed_at
WHERE id = :id

-- query: register_customer_scope
-- A row when this customer is within what the viewer may do.
-- hot
SELECT c.id FROM register_customer c LEFT JOIN people_reach p ON p.id = c.person_id
WHERE c.id = :id AND MAY_IN_AREA(:permission, c.area_id)
      AND (COALESCE(p.is_protected, 0) = 0 OR MAY_EVERYWHERE('people.protected.read'))

-- list: register_customer_list
-- Customers that the viewer may see; those with a protected identity for few. Who was erased has no name.
-- hot
-- sort name: c.name_key, c.id
-- sort number: c.number_key, c.id
-- sort changed: c.changed_at, c.id
-- filter area_id: c.area_id = :area_id
-- filter kind: (c.kind || '') = :kind
-- filter state: (c.state || '') = :state
-- filter is_unreachable: +c.is_unreachable = :is_unreachable
-- scope all
-- scope areas: IN_SEEN_AREA('register.customer.read', c.area_id)
SELECT c.id, c.number, COALESCE(p.name, o.name) AS name, COALESCE(p.city, o.city) AS city, c.kind,
       c.state, c.area_id, c.is_unreachable, c.changed_at
FROM register_customer c
LEFT JOIN people_reach p ON p.id = c.person_id
LEFT JOIN register_organisation o ON o.id = c.organisation_id
WHERE c.name_key <> ''
      AND (COALESCE(p.is_protected, 0) = 0 OR MAY_EVERYWHERE('people.protected.read'))

-- list: register_customer_find
-- The same among those that have the words that were typed.
-- sort name: c.name_key, c.id
-- filter area_id: +c.area_id = :area_id
-- filter kind: (c.kind || '') = :kind
-- filter state: (c.state || '') = :state
-- filter is_unreachable: +c.is_unreachable = :is_unreachable
-- scope all
-- scope areas: IN_SEEN_AREA('register.customer.read', c.area_id)
SELECT c.id, c.number, COALESCE(p.name, o.name) AS name, COALESCE(p.city, o.city) AS city, c.kind,
       c.state, c.area_id, c.is_unreachable, c.changed_at
FROM register_customer c
LEFT JOIN people_reach p ON p.id = c.person_id
LEFT JOIN register_organisation o ON o.id = c.organisation_id
WHERE c.id IN (SELECT w.customer_id FROM register_customer_word w
               WHERE w.word >= :text_from AND w.word < :text_to)
      AND HAS_TYPED_WORDS(c.words)
      AND (COALESCE(p.is_protected, 0) = 0 OR MAY_EVERYWHERE('people.protected.read'))

-- query: register_customer_word_put
-- A word that a customer is found by.
INSERT INTO register_customer_word (word, customer_id) VALUES (:word, :id)
ON CONFLICT (word, customer_id) DO NOTHING

-- query: register_customer_word_forget
-- A word that finds a customer no longer.
DELETE FROM register_customer_word WHERE word = :word AND customer_id = :id

-- query: register_customer_search
-- Customers that have a word beginning with the longest of those typed, and words beginning with the
-- others; those that the viewer may see. What is very common is looked through only so far.
-- hot
SELECT c.id, COALESCE(p.name, o.name) AS title, TRIM(c.number || ' ' || COALESCE(p.city, o.city, '')) AS detail
FROM (SELECT w.customer_id, MIN(w.word) AS word
      FROM (SELECT word, customer_id FROM register_customer_word
            WHERE word >= :word_from AND word < :word_to
            ORDER BY word, customer_id LIMIT 5000) w
      GROUP BY w.customer_id) f
JOIN register_customer c ON c.id = f.customer_id
LEFT JOIN people_reach p ON p.id = c.person_id
LEFT JOIN register_organisation o ON o.id = c.organisation_id
WHERE HAS_SEARCHED_WORDS(c.words)
      AND MAY_IN_AREA('register.customer.read', c.area_id)
      AND (COALESCE(p.is_protected, 0) = 0 OR MAY_EVERYWHERE('people.protected.read'))
ORDER BY f.word, c.name_key, c.id
LIMIT :limit

-- query: register_customer_numbers
-- What the start page tells of the customers that the viewer may see.
SELECT COUNT(*) AS customers, COALESCE(SUM(CASE WHEN c.is_unreachable = 1 THEN 1 ELSE 0 END), 0) AS unreachable,
       COALESCE(SUM(CASE WHEN c.changed_at >= :since THEN 1 ELSE 0 END), 0) AS changed
FROM register_customer c LEFT JOIN people_reach p ON p.id = c.person_id
WHERE c.state = 'active'
      AND (MAY_EVERYWHERE('register.customer.read')
           OR c.area_id IN (SEEN_AREAS('register.customer.read')))
      AND (COALESCE(p.is_protected, 0) = 0 OR MAY_EVERYWHERE('people.protected.read'))

-- query: register_data_customers
-- What is kept of somebody as a customer.
SELECT c.* FROM register_customer c WHERE c.person_id = :person ORDER BY c.id LIMIT 100

-- query: register_holds_customers
-- Who of these is a customer, or was lately.
SELECT DISTINCT c.person_id AS id FROM register_customer c
WHERE c.person_id IN (:people[]) AND (c.state = 'active' OR c.changed_at >= :before)

-- query: register_erase_customers
-- An erased person's customer numbers stay, with nothing that tells who it was.
UPDATE register_customer SET version = version + 1, state = 'ended', invoice_address = NULL,
    invoice_postcode = NULL, invoice_city = NULL, invoice_email = NULL, note = NULL, name_key = '',
    words = '', is_unreachable = 1
WHERE person_id = :person

-- query: register_erase_customer_words
-- An erased person is found by no word.
DELETE FROM register_customer_word
WHERE customer_id IN (SELECT c.id FROM register_customer c WHERE c.person_id = :person)

-- query: register_customers_all
-- Every customer but those with a protected identity, by number.
SELECT c.*, COALESCE(p.name, o.name) AS name, COALESCE(p.phone, o.phone) AS phone,
       COALESCE(p.email, o.email) AS email, COALESCE(p.street, o.address) AS street,
       COALESCE(p.postcode, o.postcode) AS postcode, COALESCE(p.city, o.city) AS city, p.language,
       o.name AS organisation
FROM register_customer c
LEFT JOIN people_reach p ON p.id = c.person_id
LEFT JOIN register_organisation o ON o.id = c.organisation_id
WHERE COALESCE(p.is_protected, 0) = 0 AND c.name_key <> ''
ORDER BY c.number_key, c.id

-- --- Sites

-- entity: register_site
-- A customer's site.
-- hot
id, version, area_id, organisation_id, name, address, postcode, city, team_id, manager_id, contact_id, contract,
contract_from, contract_to, external_id, note, name_key, name_folded, words, is_unserved, changed_at

-- query: register_site_sheet
-- A site with its organisation, who serves it and whom to talk to; of a protected person nothing.
-- hot
SELECT si.*, a.name AS area_name, o.name AS organisation, t.name AS team, m.name AS manager,
       m.phone AS manager_phone, m.email AS manager_email, c.name AS contact, c.phone AS contact_phone,
       c.email AS contact_email,
       (SELECT COUNT(*) FROM staff_member x
        WHERE x.team_id = si.team_id AND x.from_at <= :now AND x.to_at > :now AND x.kind = 'member') AS team_members
FROM register_site si
JOIN people_area_card a ON a.id = si.area_id
JOIN register_organisation o ON o.id = si.organisation_id
LEFT JOIN staff_team_card t ON t.id = si.team_id
LEFT JOIN people_contact m ON m.id = si.manager_id
LEFT JOIN people_contact c ON c.id = si.contact_id
WHERE si.id = :id

-- query: register_site_named
-- The site of an organisation by its name.
-- hot
SELECT si.*, o.name AS organisation, t.name AS team, m.name AS manager, c.name AS contact
FROM register_site si JOIN register_organisation o ON o.id = si.organisation_id
LEFT JOIN staff_team_card t ON t.id = si.team_id
LEFT JOIN people_contact m ON m.id = si.manager_id
LEFT JOIN people_contact c ON c.id = si.contact_id
WHERE si.organisation_id = :organisation_id AND si.name_folded = :name_folded

-- query: register_site_by_external_id
-- The site that another system knows by this id.
-- hot
SELECT si.*, o.name AS organisation, t.name AS team, m.name AS manager, c.name AS contact
FROM register_site si JOIN register_organisation o ON o.id = si.organisation_id
LEFT JOIN staff_team_card t ON t.id = si.team_id
LEFT JOIN people_contact m ON m.id = si.manager_id
LEFT JOIN people_contact c ON c.id = si.contact_id
WHERE si.external_id = :external_id

-- query: register_site_scope
-- A row when this site is within what the viewer may do: by itself, by its organisation or its area.
-- hot
SELECT si.id FROM register_site si
WHERE si.id = :id AND (MAY_AT(:permission, si.area_id, 'site', si.id)
                      OR MAY_AT(:permission, si.area_id, 'organisation', si.organisation_id))

-- list: register_site_list
-- Sites that the viewer may see.
-- hot
-- sort name: si.name_key, si.id
-- sort changed: si.changed_at, si.id
-- filter area_id: si.area_id = :area_id
-- filter organisation_id: si.organisation_id = :organisation_id
-- filter is_unserved: si.is_unserved = 1 AND +si.is_unserved = :is_unserved
-- scope all
-- scope areas: IN_SEEN_AREA('register.site.read', si.area_id) OR +si.id IN (SEEN_PLACES('register.site.read', 'site')) OR +si.organisation_id IN (SEEN_PLACES('register.site.read', 'organisation'))
-- scope few: si.id IN (SEEN_PLACES('register.site.read', 'site') UNION SELECT x.id FROM register_site x WHERE x.organisation_id IN (SEEN_PLACES('register.site.read', 'organisation')))
SELECT si.id, si.name, si.city, si.area_id, si.organisation_id, si.is_unserved, si.changed_at, o.name AS organisation,
       t.name AS team, m.name AS manager
FROM register_site si JOIN register_organisation o ON o.id = si.organisation_id
LEFT JOIN staff_team_card t ON t.id = si.team_id
LEFT JOIN people_contact m ON m.id = si.manager_id

-- list: register_site_find
-- The same among those that have the words that were typed.
-- sort name: si.name_key, si.id
-- filter area_id: +si.area_id = :area_id
-- filter organisation_id: +si.organisation_id = :organisation_id
-- filter is_unserved: +si.is_unserved = :is_unserved
-- scope all
-- scope areas: IN_SEEN_AREA('register.site.read', si.area_id) OR +si.id IN (SEEN_PLACES('register.site.read', 'site')) OR +si.organisation_id IN (SEEN_PLACES('register.site.read', 'organisation'))
-- scope few: +si.id IN (SEEN_PLACES('register.site.read', 'site')) OR +si.organisation_id IN (SEEN_PLACES('register.site.read', 'organisation'))
SELECT si.id, si.name, si.city, si.area_id, si.organisation_id, si.is_unserved, si.changed_at, o.name AS organisation,
       t.name AS team, m.name AS manager
FROM register_site si JOIN register_organisation o ON o.id = si.organisation_id
LEFT JOIN staff_team_card t ON t.id = si.team_id
LEFT JOIN people_contact m ON m.id = si.manager_id
WHERE si.id IN (SELECT w.site_id FROM register_site_word w WHERE w.word >= :text_from AND w.word < :text_to)
      AND HAS_TYPED_WORDS(si.words)

-- query: register_site_word_put
-- A word that a site is found by.
INSERT INTO register_site_word (word, site_id) VALUES (:word, :id)
ON CONFLICT (word, site_id) DO NOTHING

-- query: register_site_word_forget
-- A word that finds a site no longer.
DELETE FROM register_site_word WHERE word = :word AND site_id = :id

-- query: register_site_search
-- Sites that have a word beginning with the longest of those typed, and words beginning with the others; those
-- that the viewer may see. What is very common is looked through only so far.
-- hot
SELECT si.id, si.name AS title, TRIM(o.name || ' ' || COALESCE(si.city, '')) AS detail
FROM (SELECT w.site_id, MIN(w.word) AS word
      FROM (SELECT word, site_id FROM register_site_word
            WHERE word >= :word_from AND word < :word_to
            ORDER BY word, site_id LIMIT 5000) w
      GROUP BY w.site_id) f
JOIN register_site si ON si.id = f.site_id
JOIN register_organisation o ON o.id = si.organisation_id
WHERE HAS_SEARCHED_WORDS(si.words)
      AND (MAY_AT('register.site.read', si.area_id, 'site', si.id)
           OR MAY_AT('register.site.read', si.area_id, 'organisation', si.organisation_id))
ORDER BY f.word, si.name_key, si.id
LIMIT :limit

-- query: register_sites_of_organisation
-- An organisation's sites, as far as the viewer may see sites.
-- hot
SELECT si.id, si.name, si.city FROM register_site si
WHERE si.organisation_id = :id
      AND (MAY_AT('register.site.read', si.area_id, 'site', si.id)
           OR MAY_AT('register.site.read', si.area_id, 'organisation', si.organisation_id))
ORDER BY si.name_key, si.id LIMIT 200

-- query: register_sites_all
-- Every site, with what files name its organisation, team and people by.
SELECT si.*, o.name AS organisation, t.name AS team, m.name AS manager, c.name AS contact
FROM register_site si JOIN register_organisation o ON o.id = si.organisation_id
LEFT JOIN staff_team_card t ON t.id = si.team_id
LEFT JOIN people_contact m ON m.id = si.manager_id
LEFT JOIN people_contact c ON c.id = si.contact_id
ORDER BY si.name_key, si.id

-- query: register_sites_called
-- Sites by their ids, as roles are held for them.
SELECT si.id, si.name, o.name AS detail
FROM register_site si JOIN register_organisation o ON o.id = si.organisation_id WHERE si.id IN (:ids[])

-- query: register_sites_beginning
-- Sites whose name begins with a text.
SELECT si.id, si.name, o.name AS detail
FROM register_site si JOIN register_organisation o ON o.id = si.organisation_id
WHERE si.name_folded >= :text_from AND si.name_folded < :text_to ORDER BY si.name_folded, si.id LIMIT 50

-- query: register_organisations_called
-- Organisations by their ids, as roles are held for them.
SELECT o.id, o.name, o.business_id AS detail FROM register_organisation o WHERE o.id IN (:ids[])

-- query: register_organisations_beginning
-- Organisations whose name begins with a text.
SELECT o.id, o.name, o.business_id AS detail FROM register_organisation o
WHERE o.name_folded >= :text_from AND o.name_folded < :text_to ORDER BY o.name_folded, o.id LIMIT 50

-- query: register_site_numbers
-- What the start page tells of the sites that the viewer may see.
SELECT COUNT(*) AS sites, COALESCE(SUM(si.is_unserved), 0) AS unserved,
       COALESCE(SUM(CASE WHEN si.contact_id IS NULL THEN 1 ELSE 0 END), 0) AS without_contact,
       COALESCE(SUM(CASE WHEN si.contract_to >= :today AND si.contract_to < :soon THEN 1 ELSE 0 END), 0) AS ending
FROM register_site si
WHERE MAY_EVERYWHERE('register.site.read') OR si.area_id IN (SEEN_AREAS('register.site.read'))
      OR si.id IN (SEEN_PLACES('register.site.read', 'site'))
      OR si.organisation_id IN (SEEN_PLACES('register.site.read', 'organisation'))

-- query: register_people_named
-- Whom a name means. Nobody with a protected identity.
-- hot
SELECT p.id, p.name FROM people_card p
WHERE p.name_key = :name_key AND p.is_protected = 0 ORDER BY p.id LIMIT 2

-- query: register_teams_meant
-- The teams that a name means.
SELECT t.id, t.name FROM staff_team_card t WHERE t.name_key = :name_key ORDER BY t.id LIMIT 2

-- query: register_data_sites
-- The sites where somebody is customer manager or contact.
SELECT si.* FROM register_site si WHERE si.manager_id = :person OR si.contact_id = :person ORDER BY si.id LIMIT 1000

-- query: register_holds_site_people
-- Who of these answers for a site, or is the customer's contact there.
SELECT DISTINCT si.manager_id AS id FROM register_site si WHERE si.manager_id IN (:people[])
UNION SELECT DISTINCT si.contact_id FROM register_site si WHERE si.contact_id IN (:people[])

-- query: register_erase_site_people
-- An erased person looks after no site and speaks for none.
UPDATE register_site SET version = version + 1,
    manager_id = CASE WHEN manager_id = :person THEN NULL ELSE manager_id END,
    contact_id = CASE WHEN contact_id = :person THEN NULL ELSE contact_id END
WHERE manager_id = :person OR contact_id = :person

-- --- Buildings

-- entity: register_building
-- A building.
-- hot
id, version, area_id, permanent_id, property_code, address_fi, address_sv, postcode, city,
municipality, north, east, completed_year, stage, use_class, floors, floor_area, heating,
door_code, caretaker, caretaker_phone, waste_house, visitor_note, note, entrance, parking, keys, first_occupancy,
warranty_until, builder, manager_id, caretaker_id, address, address_key, address_folded, city_key, words, year_key,
is_incomplete, changed_at

-- query: register_building_sheet
-- A building with those who look after it; of a protected person nothing.
-- hot
SELECT b.*, m.name AS manager, m.phone AS manager_phone, m.email AS manager_email,
       c.phone AS caretaker_own_phone, c.email AS caretaker_email
FROM register_building b
LEFT JOIN people_contact m ON m.id = b.manager_id
LEFT JOIN people_contact c ON c.id = b.caretaker_id
WHERE b.id = :id

-- --- What a house has

-- entity: register_amenity
-- What a house has for those who live there.
-- hot
id, version, area_id, building_id, kind, name, place, fractions, provider, link, app, from_day, to_day, note,
title, title_key, title_folded, changed_at

-- query: register_amenity_scope
-- A row when this is of a building within what the viewer may do.
-- hot
SELECT x.id FROM register_amenity x
WHERE x.id = :id AND MAY_AT(:permission, x.area_id, 'building', x.building_id)

-- query: register_amenities_of
-- What a building has, had and will have.
-- hot
SELECT x.id, x.kind, x.name, x.place, x.fractions, x.provider, x.link, x.app, x.from_day, x.to_day
FROM register_amenity x WHERE x.building_id = :id ORDER BY x.title_key, x.id LIMIT 100

-- query: register_amenity_same
-- What a building has of this kind and name already.
-- hot
SELECT * FROM register_amenity
WHERE building_id = :building_id AND kind = :kind AND COALESCE(name, '') = COALESCE(CAST(:name AS TEXT), '')
ORDER BY id LIMIT 1

-- query: register_amenities_follow
-- What a building has is where the building is.
UPDATE register_amenity SET area_id = :area_id, title = :address, title_key = :address_key,
    title_folded = :address_folded
WHERE building_id = :id

-- list: register_amenity_list
-- What houses have, of those that the viewer may see.
-- hot
-- sort place: x.title_key, x.id
-- sort changed: x.changed_at, x.id
-- filter area_id: x.area_id = :area_id
-- filter building_id: x.building_id = :building_id
-- filter kind: x.kind = :kind
-- scope all
-- scope areas: +x.area_id IN (SEEN_AREAS('register.building.read')) OR +x.building_id IN (SEEN_PLACES('register.building.read', 'building'))
-- scope few: x.building_id IN (SEEN_PLACES('register.building.read', 'building'))
SELECT x.id, x.building_id, x.title, x.kind, x.name, x.provider, x.from_day, x.to_day, x.area_id, x.changed_at
FROM register_amenity x

-- list: register_amenity_find
-- The same among those of houses whose address begins with a text.
-- hot
-- sort place: x.title_folded, x.id
-- filter area_id: +x.area_id = :area_id
-- filter building_id: +x.building_id = :building_id
-- filter kind: (x.kind || '') = :kind
-- scope all
-- scope areas: +x.area_id IN (SEEN_AREAS('register.building.read')) OR +x.building_id IN (SEEN_PLACES('register.building.read', 'building'))
-- scope few: +x.building_id IN (SEEN_PLACES('register.building.read', 'building'))
SELECT x.id, x.building_id, x.title, x.kind, x.name, x.provider, x.from_day, x.to_day, x.area_id, x.changed_at
FROM register_amenity x
WHERE x.title_folded >= :text_from AND x.title_folded < :text_to

-- query: register_amenities_all
-- All that houses have, with what files name their building by.
SELECT x.*, b.address AS building_address, b.permanent_id AS building_permanent_id
FROM register_amenity x JOIN register_building b ON b.id = x.building_id
ORDER BY x.title_key, x.id

-- query: register_holds_building_people
-- Who of these manages a house or looks after one.
SELECT DISTINCT b.manager_id AS id FROM register_building b WHERE b.manager_id IN (:people[])
UNION SELECT DISTINCT b.caretaker_id FROM register_building b WHERE b.caretaker_id IN (:people[])

-- query: register_data_building_people
-- The houses that somebody manages or looks after.
SELECT b.* FROM register_building b
WHERE b.manager_id = :person OR b.caretaker_id = :person ORDER BY b.id LIMIT 1000

-- query: register_erase_building_people
-- An erased person looks after no house.
UPDATE register_building SET version = version + 1,
    manager_id = CASE WHEN manager_id = :person THEN NULL ELSE manager_id END,
    caretaker = CASE WHEN caretaker_id = :person THEN NULL ELSE caretaker END,
    caretaker_phone = CASE WHEN caretaker_id = :person THEN NULL ELSE caretaker_phone END,
    caretaker_id = CASE WHEN caretaker_id = :person THEN NULL ELSE caretaker_id END
WHERE manager_id = :person OR caretaker_id = :person

-- query: register_building_by_permanent_id
-- The building that the national register knows by this id.
-- hot
SELECT b.*, m.name AS manager FROM register_building b LEFT JOIN people_contact m ON m.id = b.manager_id
WHERE b.permanent_id = :permanent_id

-- query: register_building_scope
-- A row when this building is within what the viewer may do.
-- hot
SELECT b.id FROM register_building b
WHERE b.id = :id AND MAY_AT(:permission, b.area_id, 'building', b.id)

-- list: register_building_list
-- Buildings that the viewer may see. Removed ones are apart. A + before a column keeps the engine from
-- choosing that column's index and then sorting: the order's own index gives the rows. The stage that
-- nearly all have is looked for along the order, the others have indexes of their own.
-- hot
-- sort address: b.address_key, b.id
-- sort year: b.year_key, b.address_key, b.id
-- sort city: b.city_key, b.address_key, b.id
-- sort changed: b.changed_at, b.id
-- filter area_id: b.area_id = :area_id
-- filter rare_stage: b.stage = :rare_stage AND b.stage <> 'in_use'
-- filter is_in_use: CASE WHEN b.stage = 'in_use' THEN 1 ELSE 0 END = :is_in_use
-- filter is_incomplete: b.is_incomplete = 1 AND +b.is_incomplete = :is_incomplete
-- scope all
-- scope areas: IN_SEEN_AREA('register.building.read', b.area_id) OR +b.id IN (SEEN_PLACES('register.building.read', 'building'))
-- scope few: b.id IN (SEEN_PLACES('register.building.read', 'building'))
SELECT b.id, b.address, b.postcode, b.city, b.completed_year, b.stage, b.area_id, b.is_incomplete,
       b.changed_at
FROM register_building b
WHERE b.stage <> :hidden_stage

-- list: register_building_find
-- The same among those whose address begins with a text.
-- hot
-- sort address: b.address_folded, b.id
-- filter area_id: +b.area_id = :area_id
-- filter stage: (b.stage || '') = :stage
-- filter is_incomplete: +b.is_incomplete = :is_incomplete
-- scope all
-- scope areas: IN_SEEN_AREA('register.building.read', b.area_id) OR +b.id IN (SEEN_PLACES('register.building.read', 'building'))
-- scope few: b.id IN (SEEN_PLACES('register.building.read', 'building'))
SELECT b.id, b.address, b.postcode, b.city, b.completed_year, b.stage, b.area_id, b.is_incomplete,
       b.changed_at
FROM register_building b
WHERE b.address_folded >= :text_from AND b.address_folded < :text_to
      AND b.stage <> :hidden_stage

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
      AND MAY_AT('register.building.read', b.area_id, 'building', b.id)
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
      AND MAY_AT('register.building.read', b.area_id, 'building', b.id)
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
           OR b.area_id IN (SEEN_AREAS('register.building.read'))
           OR b.id IN (SEEN_PLACES('register.building.read', 'building')))

-- query: register_recent
-- What changed last among the buildings that the viewer may see.
SELECT b.id, b.address, b.postcode, b.city, b.changed_at
FROM register_building b
WHERE b.stage <> 'removed'
      AND (MAY_EVERYWHERE('register.building.read')
           OR b.area_id IN (SEEN_AREAS('register.building.read'))
           OR b.id IN (SEEN_PLACES('register.building.read', 'building')))
ORDER BY b.changed_at DESC, b.id DESC LIMIT 7

-- query: register_buildings_at
-- The buildings of an area at an address; without a postcode in the question, at any.
-- hot
SELECT b.*, m.name AS manager FROM register_building b LEFT JOIN people_contact m ON m.id = b.manager_id
WHERE b.address_folded = :address_folded AND b.area_id = :area_id
      AND (CAST(:postcode AS TEXT) IS NULL OR b.postcode IS NULL OR b.postcode = :postcode)
ORDER BY b.id LIMIT 5

-- query: register_buildings_called
-- Buildings by their ids, as roles are held for them.
SELECT b.id, b.address AS name, b.city AS detail FROM register_building b WHERE b.id IN (:ids[])

-- query: register_buildings_beginning
-- Buildings whose address begins with a text.
SELECT b.id, b.address AS name, b.city AS detail FROM register_building b
WHERE b.address_folded >= :text_from AND b.address_folded < :text_to AND b.stage <> 'removed'
ORDER BY b.address_folded, b.id LIMIT 50

-- query: register_buildings_all
-- Every building, by address.
SELECT b.*, m.name AS manager FROM register_building b LEFT JOIN people_contact m ON m.id = b.manager_id
ORDER BY b.address_key, b.id

-- query: register_buildings_named
-- The buildings at an address, in an area or in any.
-- hot
SELECT * FROM register_building
WHERE address_folded = :address_folded
      AND (CAST(:area_id AS BIGINT) IS NULL OR area_id = :area_id) AND stage <> 'removed'
ORDER BY id LIMIT 5

-- entity: register_stair
-- A stair of a building.
id, version, area_id, building_id, name, door_code, has_lift, note, name_folded, place, place_key,
place_folded, changed_at

-- query: register_stair_named
-- The stair of a building by its name.
-- hot
SELECT * FROM register_stair WHERE building_id = :building_id AND name_folded = :name_folded

-- query: register_stairs_of
-- A building's stairs.
SELECT * FROM register_stair WHERE building_id = :id ORDER BY place_key, id LIMIT 500

-- query: register_stair_leave
-- Homes of a stair that goes.
UPDATE register_dwelling SET stair_id = NULL WHERE stair_id = :id

-- query: register_stair_scope
-- A row when this stair is within what the viewer may do.
-- hot
SELECT st.id FROM register_stair st WHERE st.id = :id AND MAY_AT(:permission, st.area_id, 'building', st.building_id)

-- list: register_stair_list
-- Stairs that the viewer may see.
-- hot
-- sort place: st.place_key, st.id
-- sort changed: st.changed_at, st.id
-- filter area_id: st.area_id = :area_id
-- filter building_id: st.building_id = :building_id
-- scope all
-- scope areas: IN_SEEN_AREA('register.building.read', st.area_id) OR +st.building_id IN (SEEN_PLACES('register.building.read', 'building'))
-- scope few: st.building_id IN (SEEN_PLACES('register.building.read', 'building'))
SELECT st.id, st.building_id, st.place, st.name, st.has_lift, st.area_id, st.changed_at
FROM register_stair st

-- list: register_stair_find
-- The same among those whose place begins with a text.
-- hot
-- sort place: st.place_folded, st.id
-- filter area_id: +st.area_id = :area_id
-- filter building_id: +st.building_id = :building_id
-- scope all
-- scope areas: IN_SEEN_AREA('register.building.read', st.area_id) OR +st.building_id IN (SEEN_PLACES('register.building.read', 'building'))
-- scope few: st.building_id IN (SEEN_PLACES('register.building.read', 'building'))
SELECT st.id, st.building_id, st.place, st.name, st.has_lift, st.area_id, st.changed_at
FROM register_stair st
WHERE st.place_folded >= :text_from AND st.place_folded < :text_to

-- query: register_stairs_all
-- Every stair.
SELECT s.id, s.version, s.building_id, s.name, s.door_code, s.has_lift, s.note, s.place,
       b.address AS building_address, b.permanent_id AS building_permanent_id
FROM register_stair s JOIN register_building b ON b.id = s.building_id
ORDER BY s.place_key, s.id

-- entity: register_dwelling
-- A home.
-- hot
id, version, area_id, building_id, stair_id, number, floor, rooms, size, external_id, note,
number_folded, place, place_key, place_folded, city, words, size_key, changed_at

-- query: register_dwelling_numbered
-- The home of a building by the number on its door.
-- hot
SELECT * FROM register_dwelling
WHERE building_id = :building_id AND number_folded = :number_folded

-- query: register_dwelling_by_external_id
-- The home that the letting system knows by this id.
-- hot
SELECT * FROM register_dwelling WHERE external_id = :external_id

-- query: register_dwellings_of
-- A building's homes.
SELECT * FROM register_dwelling WHERE building_id = :id ORDER BY place_key, id

-- query: register_dwelling_scope
-- A row when this home is within what the viewer may do.
-- hot
SELECT d.id FROM register_dwelling d WHERE d.id = :id AND MAY_AT(:permission, d.area_id, 'building', d.building_id)

-- query: register_dwelling_word_put
-- A word that a home is found by.
INSERT INTO register_dwelling_word (word, dwelling_id) VALUES (:word, :id)
ON CONFLICT (word, dwelling_id) DO NOTHING

-- query: register_dwelling_word_forget
-- A word that finds a home no longer.
DELETE FROM register_dwelling_word WHERE word = :word AND dwelling_id = :id

-- list: register_dwelling_list
-- Homes that the viewer may see, and whether somebody has them today.
-- hot
-- sort place: d.place_key, d.id
-- sort size: d.size_key, d.id
-- sort changed: d.changed_at, d.id
-- filter area_id: d.area_id = :area_id
-- filter building_id: d.building_id = :building_id
-- filter rooms: +d.rooms = :rooms
-- filter is_vacant: CASE WHEN EXISTS (SELECT 1 FROM register_tenancy t WHERE t.dwelling_id = d.id AND t.from_day <= :today AND (t.to_day IS NULL OR t.to_day > :today)) THEN 0 ELSE 1 END = :is_vacant
-- scope all
-- scope areas: IN_SEEN_AREA('register.building.read', d.area_id) OR +d.building_id IN (SEEN_PLACES('register.building.read', 'building'))
-- scope few: d.building_id IN (SEEN_PLACES('register.building.read', 'building'))
SELECT d.id, d.building_id, d.area_id, d.place, d.city, d.number, d.floor, d.rooms, d.size,
       d.changed_at,
       CASE WHEN EXISTS (SELECT 1 FROM register_tenancy t
                         WHERE t.dwelling_id = d.id AND t.from_day <= :today
                               AND (t.to_day IS NULL OR t.to_day > :today))
            THEN 'let' ELSE 'vacant' END AS state
FROM register_dwelling d

-- list: register_dwelling_find
-- The same among those whose place begins with a text.
-- hot
-- sort place: d.place_folded, d.id
-- filter area_id: +d.area_id = :area_id
-- filter building_id: +d.building_id = :building_id
-- filter rooms: +d.rooms = :rooms
-- filter is_vacant: CASE WHEN EXISTS (SELECT 1 FROM register_tenancy t WHERE t.dwelling_id = d.id AND t.from_day <= :today AND (t.to_day IS NULL OR t.to_day > :today)) THEN 0 ELSE 1 END = :is_vacant
-- scope all
-- scope areas: IN_SEEN_AREA('register.building.read', d.area_id) OR +d.building_id IN (SEEN_PLACES('register.building.read', 'building'))
-- scope few: d.building_id IN (SEEN_PLACES('register.building.read', 'building'))
SELECT d.id, d.building_id, d.area_id, d.place, d.city, d.number, d.floor, d.rooms, d.size,
       d.changed_at,
       CASE WHEN EXISTS (SELECT 1 FROM register_tenancy t
                         WHERE t.dwelling_id = d.id AND t.from_day <= :today
                               AND (t.to_day IS NULL OR t.to_day > :today))
            THEN 'let' ELSE 'vacant' END AS state
FROM register_dwelling d
WHERE d.place_folded >= :text_from AND d.place_folded < :text_to

-- query: register_dwellings_all
-- Every home, with what files name it by.
SELECT d.id, d.version, d.building_id, d.number, d.stair_id, d.floor, d.rooms, d.size,
       d.external_id, d.note, d.place, b.address AS building_address,
       b.permanent_id AS building_permanent_id, s.name AS stair_name
FROM register_dwelling d JOIN register_building b ON b.id = d.building_id
LEFT JOIN register_stair s ON s.id = d.stair_id
ORDER BY d.place_key, d.id

-- query: register_dwelling_search sqlite
-- Homes that have a word beginning with the longest of those typed, and words beginning with the others;
-- those that the viewer may see. What is very common is looked through only so far.
-- hot
SELECT d.id, d.place AS title, d.city AS detail
FROM (SELECT w.dwelling_id, MIN(w.word) AS word
      FROM (SELECT word, dwelling_id FROM register_dwelling_word
            WHERE word >= :word_from AND word < :word_to
            ORDER BY word, dwelling_id LIMIT 1000) w
      GROUP BY w.dwelling_id) f
JOIN register_dwelling d ON d.id = f.dwelling_id
WHERE (CAST(:second AS TEXT) IS NULL OR instr(d.words, :second) > 0)
      AND (CAST(:third AS TEXT) IS NULL OR instr(d.words, :third) > 0)
      AND MAY_AT('register.building.read', d.area_id, 'building', d.building_id)
ORDER BY f.word, d.place_key, d.id
LIMIT :limit

-- query: register_dwelling_search postgres
-- Homes that have a word beginning with the longest of those typed, and words beginning with the others;
-- those that the viewer may see. What is very common is looked through only so far.
-- hot
SELECT d.id, d.place AS title, d.city AS detail
FROM (SELECT w.dwelling_id, MIN(w.word) AS word
      FROM (SELECT word, dwelling_id FROM register_dwelling_word
            WHERE word >= :word_from AND word < :word_to
            ORDER BY word, dwelling_id LIMIT 1000) w
      GROUP BY w.dwelling_id) f
JOIN register_dwelling d ON d.id = f.dwelling_id
WHERE (CAST(:second AS TEXT) IS NULL OR strpos(d.words, :second) > 0)
      AND (CAST(:third AS TEXT) IS NULL OR strpos(d.words, :third) > 0)
      AND MAY_AT('register.building.read', d.area_id, 'building', d.building_id)
ORDER BY f.word, d.place_key, d.id
LIMIT :limit

-- query: register_dwelling_sheet
-- What a home's sheet tells besides the home: building, stair, and its tenancies with who lives there,
-- newest first. Of a tenancy with a protected resident no names.
-- hot
SELECT b.address, a.name AS area_name, s.name AS stair, t.id AS tenancy_id, t.from_day, t.to_day,
       t.is_deviating, r.id AS resident_id, c.name
FROM register_dwelling d
JOIN register_building b ON b.id = d.building_id
JOIN people_area_card a ON a.id = d.area_id
LEFT JOIN register_stair s ON s.id = d.stair_id
LEFT JOIN register_tenancy t ON t.dwelling_id = d.id AND MAY_AT('register.tenancy.read', d.area_id, 'building', d.building_id)
LEFT JOIN register_resident r ON r.tenancy_id = t.id
     AND NOT EXISTS (SELECT 1 FROM register_resident x JOIN people_contact p ON p.id = x.person_id
                     WHERE x.tenancy_id = t.id AND p.is_protected = 1)
LEFT JOIN people_contact c ON c.id = r.person_id
WHERE d.id = :id
ORDER BY t.from_day DESC, t.id DESC, r.id
LIMIT 300

-- entity: register_tenancy
-- A home that is let.
-- hot
id, version, area_id, building_id, dwelling_id, from_day, to_day, external_id, note, place, place_key,
place_folded, is_deviating, changed_at

-- query: register_tenancy_scope
-- A row when this tenancy is within what the viewer may do.
-- hot
SELECT t.id FROM register_tenancy t WHERE t.id = :id AND MAY_AT(:permission, t.area_id, 'building', t.building_id)

-- query: register_tenancies_meeting
-- The home's other tenancies that share a day with this one.
-- hot
SELECT * FROM register_tenancy
WHERE dwelling_id = :dwelling_id AND id <> :id
      AND (CAST(:to_day AS TEXT) IS NULL OR from_day < :to_day)
      AND (to_day IS NULL OR to_day > :from_day)
ORDER BY from_day, id

-- query: register_tenancies_mark
-- Which of a home's tenancies share a day with another one; one of them may be on its way out.
UPDATE register_tenancy SET is_deviating =
    CASE WHEN EXISTS (SELECT 1 FROM register_tenancy o
                      WHERE o.dwelling_id = register_tenancy.dwelling_id
                            AND o.id <> register_tenancy.id
                            AND (CAST(:without AS BIGINT) IS NULL OR o.id <> :without)
                            AND (register_tenancy.to_day IS NULL
                                 OR o.from_day < register_tenancy.to_day)
                            AND (o.to_day IS NULL OR o.to_day > register_tenancy.from_day))
         THEN 1 ELSE 0 END
WHERE dwelling_id = :dwelling_id

-- query: register_tenancies_follow
-- A home's tenancies are where the home is.
UPDATE register_tenancy SET area_id = :area_id, place = :place, place_key = :place_key,
       place_folded = :place_folded
WHERE dwelling_id = :id

-- query: register_tenancy_by_external_id
-- The tenancy that the letting system knows by this id.
-- hot
SELECT * FROM register_tenancy WHERE external_id = :external_id

-- query: register_tenancy_since
-- The home's tenancy that began on a day.
-- hot
SELECT * FROM register_tenancy WHERE dwelling_id = :dwelling_id AND from_day = :from_day
ORDER BY id LIMIT 1

-- list: register_tenancy_list
-- Tenancies that the viewer may see, with the first resident's name; where somebody has a protected
-- identity neither names nor how many.
-- hot
-- sort place: t.place_key, t.id
-- sort from down: t.from_day, t.id
-- sort changed: t.changed_at, t.id
-- filter area_id: t.area_id = :area_id
-- filter building_id: t.building_id = :building_id
-- filter is_deviating: t.is_deviating = :is_deviating
-- filter state: CASE WHEN t.from_day > :today THEN 'coming' WHEN t.to_day <= :today THEN 'past' ELSE 'current' END = :state
-- scope all
-- scope areas: IN_SEEN_AREA('register.tenancy.read', t.area_id) OR +t.building_id IN (SEEN_PLACES('register.tenancy.read', 'building'))
-- scope few: t.building_id IN (SEEN_PLACES('register.tenancy.read', 'building'))
SELECT t.id, t.area_id, t.building_id, t.dwelling_id, t.place, t.from_day, t.to_day, t.is_deviating,
       t.changed_at,
       CASE WHEN t.from_day > :today THEN 'coming' WHEN t.to_day <= :today THEN 'past'
            ELSE 'current' END AS state,
       (SELECT CASE WHEN MAX(c.is_protected) = 1 THEN NULL ELSE COUNT(*) END
        FROM register_resident r JOIN people_contact c ON c.id = r.person_id
        WHERE r.tenancy_id = t.id) AS residents,
       (SELECT CASE WHEN EXISTS (SELECT 1 FROM register_resident x
                                 JOIN people_contact p ON p.id = x.person_id
                                 WHERE x.tenancy_id = t.id AND p.is_protected = 1)
                    THEN NULL ELSE c.name END
        FROM register_resident r JOIN people_contact c ON c.id = r.person_id
        WHERE r.tenancy_id = t.id ORDER BY r.id LIMIT 1) AS resident
FROM register_tenancy t

-- list: register_tenancy_find
-- The same among those whose home's place begins with a text.
-- hot
-- sort place: t.place_folded, t.id
-- filter area_id: +t.area_id = :area_id
-- filter building_id: +t.building_id = :building_id
-- filter is_deviating: +t.is_deviating = :is_deviating
-- filter state: CASE WHEN t.from_day > :today THEN 'coming' WHEN t.to_day <= :today THEN 'past' ELSE 'current' END = :state
-- scope all
-- scope areas: IN_SEEN_AREA('register.tenancy.read', t.area_id) OR +t.building_id IN (SEEN_PLACES('register.tenancy.read', 'building'))
-- scope few: t.building_id IN (SEEN_PLACES('register.tenancy.read', 'building'))
SELECT t.id, t.area_id, t.building_id, t.dwelling_id, t.place, t.from_day, t.to_day, t.is_deviating,
       t.changed_at,
       CASE WHEN t.from_day > :today THEN 'coming' WHEN t.to_day <= :today THEN 'past'
            ELSE 'current' END AS state,
       (SELECT CASE WHEN MAX(c.is_protected) = 1 THEN NULL ELSE COUNT(*) END
        FROM register_resident r JOIN people_contact c ON c.id = r.person_id
        WHERE r.tenancy_id = t.id) AS residents,
       (SELECT CASE WHEN EXISTS (SELECT 1 FROM register_resident x
                                 JOIN people_contact p ON p.id = x.person_id
                                 WHERE x.tenancy_id = t.id AND p.is_protected = 1)
                    THEN NULL ELSE c.name END
        FROM register_resident r JOIN people_contact c ON c.id = r.person_id
        WHERE r.tenancy_id = t.id ORDER BY r.id LIMIT 1) AS resident
FROM register_tenancy t
WHERE t.place_folded >= :text_from AND t.place_folded < :text_to

-- query: register_tenancies_all
-- Every tenancy, with what files name its home by.
SELECT t.id, t.version, t.dwelling_id, t.from_day, t.to_day, t.external_id, t.note, t.place,
       d.number, b.address AS building_address, b.permanent_id AS building_permanent_id
FROM register_tenancy t JOIN register_dwelling d ON d.id = t.dwelling_id
JOIN register_building b ON b.id = d.building_id
ORDER BY t.place_key, t.from_day, t.id

-- query: register_tenancies_deviating
-- How many tenancies that the viewer may see overlap another one of their home.
-- hot
SELECT COUNT(*) AS tenancies FROM register_tenancy t
WHERE t.is_deviating = 1 AND (MAY_EVERYWHERE('register.tenancy.read')
                              OR t.area_id IN (SEEN_AREAS('register.tenancy.read'))
           OR t.building_id IN (SEEN_PLACES('register.tenancy.read', 'building')))

-- entity: register_resident
-- Somebody who lives in a home.
id, version, tenancy_id, person_id, from_day, to_day

-- query: register_residents_of
-- Who lives there by a tenancy.
-- hot
SELECT * FROM register_resident WHERE tenancy_id = :id ORDER BY id LIMIT 100

-- query: register_tenancy_sheet
-- What a tenancy's sheet tells besides the tenancy: its area and who lives there. A protected resident
-- has neither name nor number here.
-- hot
SELECT a.name AS area_name, r.id AS resident_id, r.person_id, r.from_day, r.to_day, c.name, c.phone,
       c.email, c.language, c.is_protected
FROM register_tenancy t
JOIN people_area_card a ON a.id = t.area_id
LEFT JOIN register_resident r ON r.tenancy_id = t.id
LEFT JOIN people_contact c ON c.id = r.person_id
WHERE t.id = :id
ORDER BY r.id LIMIT 100

-- query: register_resident_rows
-- Where a person lives and has lived.
SELECT * FROM register_resident WHERE person_id = :person ORDER BY id

-- query: register_resident_erase
-- A person who is erased lived nowhere.
DELETE FROM register_resident WHERE person_id = :person

-- query: register_resident_holds
-- Who of these lives somewhere until further notice.
SELECT DISTINCT r.person_id AS id FROM register_resident r JOIN register_tenancy t ON t.id = r.tenancy_id
WHERE r.person_id IN (:people[]) AND r.to_day IS NULL AND t.to_day IS NULL

-- query: register_count_buildings
-- Whether there are buildings; for the first hour.
SELECT COUNT(*) AS value FROM (SELECT 1 FROM register_building LIMIT 1) AS found

-- query: register_count_homes
-- Whether there are homes; for the first hour.
SELECT COUNT(*) AS value FROM (SELECT 1 FROM register_dwelling LIMIT 1) AS found

-- query: register_count_tenancies
-- Whether there are tenancies; for the first hour.
SELECT COUNT(*) AS value FROM (SELECT 1 FROM register_tenancy LIMIT 1) AS found

-- query: register_count_customers
-- Whether there are customers; for the first hour.
SELECT COUNT(*) AS value FROM (SELECT 1 FROM register_customer LIMIT 1) AS found
