-- What the slice `staff` asks of the database.

-- entity: staff_unit
-- A unit.
id, version, area_id, parent_id, name, external_id, name_key, name_folded

-- entity: staff_team
-- A team.
id, version, area_id, unit_id, kind, name, site_id, from_day, to_day, external_id, name_key, name_folded

-- entity: staff_employment
-- That somebody works here.
id, version, person_id, unit_id, area_id, from_at, to_at

-- entity: staff_membership
-- That somebody is in a team.
id, version, team_id, person_id, kind, from_at, to_at, reason, is_deviating

-- entity: staff_leave
-- That somebody is away.
id, version, person_id, from_at, to_at

-- query: staff_unit_by_external_id
-- The unit that the staff system knows by this id.
SELECT * FROM staff_unit WHERE external_id = :external_id

-- query: staff_team_by_external_id
-- The team that the staff system knows by this id.
SELECT * FROM staff_team WHERE external_id = :external_id

-- query: staff_units_named
-- Units of an area that are called so.
SELECT * FROM staff_unit WHERE area_id = :area_id AND name_key = :name_key ORDER BY id LIMIT 2

-- query: staff_teams_named
-- Teams of an area that are called so.
SELECT * FROM staff_team WHERE area_id = :area_id AND name_key = :name_key ORDER BY id LIMIT 2

-- query: staff_units_all
-- Every unit, by name.
SELECT * FROM staff_unit ORDER BY name_key, id LIMIT 10000

-- query: staff_teams_all
-- Every team, by name.
SELECT * FROM staff_team ORDER BY name_key, id LIMIT 10000

-- query: staff_unit_scope
-- A row when this unit is within what the viewer may do.
SELECT u.id FROM staff_unit u WHERE u.id = :id AND MAY_IN_AREA(:permission, u.area_id)

-- query: staff_team_scope
-- A row when this team is within what the viewer may do.
SELECT t.id FROM staff_team t WHERE t.id = :id AND MAY_AT(:permission, t.area_id, 'team', t.id)

-- query: staff_membership_scope
-- A row when this membership is of a team within what the viewer may do.
SELECT m.id FROM staff_membership m JOIN staff_team t ON t.id = m.team_id
WHERE m.id = :id AND MAY_AT(:permission, t.area_id, 'team', t.id)

-- query: staff_person_scope
-- A row when this person works, or has worked, where the viewer may do it.
SELECT e.person_id AS id FROM staff_employment e
WHERE e.person_id = :id
      AND (MAY_IN_AREA(:permission, e.area_id)
           OR EXISTS (SELECT 1 FROM staff_membership m JOIN staff_team t ON t.id = m.team_id
                      WHERE m.person_id = e.person_id AND m.from_at <= :now AND m.to_at > :now
                            AND MAY_AT(:permission, t.area_id, 'team', t.id)))
LIMIT 1

-- query: staff_unit_counts
-- How many work in each unit now, within what the viewer may see.
SELECT e.unit_id AS id, COUNT(*) AS people FROM staff_employment e
WHERE e.from_at <= :now AND e.to_at > :now
      AND (MAY_EVERYWHERE('staff.read') OR e.area_id IN (SEEN_AREAS('staff.read')))
GROUP BY e.unit_id

-- query: staff_units_seen
-- The units that the viewer may see, by name.
SELECT * FROM staff_unit
WHERE MAY_EVERYWHERE('staff.read') OR area_id IN (SEEN_AREAS('staff.read'))
ORDER BY name_key, id LIMIT 5000

-- list: staff_unit_list
-- Units that the viewer may see.
-- sort name: u.name_key, u.id
-- filter area_id: u.area_id = :area_id
-- scope all
-- scope areas: IN_SEEN_AREA('staff.read', u.area_id)
SELECT u.id, u.name, u.area_id, u.parent_id, u.external_id FROM staff_unit u

-- list: staff_team_list
-- Teams that the viewer may see, with how many are in them now.
-- sort name: t.name_key, t.id
-- filter area_id: t.area_id = :area_id
-- filter kind: t.kind = :kind
-- filter unit_id: t.unit_id = :unit_id
-- scope all
-- scope areas: IN_SEEN_AREA('staff.read', t.area_id) OR +t.id IN (SEEN_PLACES('staff.read', 'team'))
-- scope few: t.id IN (SEEN_PLACES('staff.read', 'team'))
SELECT t.id, t.name, t.kind, t.area_id, t.unit_id, u.name AS unit,
       (SELECT COUNT(*) FROM staff_membership m
        WHERE m.team_id = t.id AND m.from_at <= :now AND m.to_at > :now AND m.kind = 'member') AS members
FROM staff_team t LEFT JOIN staff_unit u ON u.id = t.unit_id

-- query: staff_teams_choice
-- Teams where the viewer may change who is in them, by name.
SELECT t.id, t.name, u.name AS unit FROM staff_team t LEFT JOIN staff_unit u ON u.id = t.unit_id
WHERE MAY_EVERYWHERE('staff.edit') OR t.area_id IN (SEEN_AREAS('staff.edit'))
      OR t.id IN (SEEN_PLACES('staff.edit', 'team'))
ORDER BY t.name_key, t.id LIMIT 1000

-- query: staff_teams_seen
-- Teams that the viewer may see, by name.
SELECT t.id, t.name, u.name AS unit FROM staff_team t LEFT JOIN staff_unit u ON u.id = t.unit_id
WHERE MAY_EVERYWHERE('staff.read') OR t.area_id IN (SEEN_AREAS('staff.read'))
      OR t.id IN (SEEN_PLACES('staff.read', 'team'))
ORDER BY t.name_key, t.id LIMIT 1000

-- query: staff_members_of
-- Who is, was and will be in a team; a protected identity only for those who may see it.
-- hot
SELECT m.id, m.person_id, m.kind, m.from_at, m.to_at, m.reason, m.is_deviating, p.name, p.title,
       p.phone, p.email,
       (SELECT MAX(l.to_at) FROM staff_leave l
        WHERE l.person_id = m.person_id AND l.from_at <= :now AND l.to_at > :now) AS away_to
FROM staff_membership m JOIN people_card p ON p.id = m.person_id
WHERE m.team_id = :id AND (p.is_protected = 0 OR MAY_EVERYWHERE('people.protected.read'))
ORDER BY m.from_at, m.id LIMIT 2000

-- query: staff_memberships_of
-- A person's teams, past and coming ones too.
-- hot
SELECT m.id, m.team_id, m.kind, m.from_at, m.to_at, m.reason, m.is_deviating, t.name AS team,
       u.name AS unit, a.zone
FROM staff_membership m JOIN staff_team t ON t.id = m.team_id
JOIN people_area_card a ON a.id = t.area_id
LEFT JOIN staff_unit u ON u.id = t.unit_id
WHERE m.person_id = :id ORDER BY m.from_at DESC, m.id DESC LIMIT 200

-- query: staff_employments_of
-- Where a person works, has worked and will.
-- hot
SELECT e.id, e.version, e.person_id, e.unit_id, e.area_id, e.from_at, e.to_at, u.name AS unit,
       a.zone
FROM staff_employment e JOIN staff_unit u ON u.id = e.unit_id
JOIN people_area_card a ON a.id = e.area_id
WHERE e.person_id = :id ORDER BY e.from_at DESC, e.id DESC LIMIT 100

-- query: staff_leaves_of
-- When a person is away, from now on.
-- hot
SELECT l.id, l.version, l.person_id, l.from_at, l.to_at,
       COALESCE((SELECT MAX(a.zone) FROM staff_employment e
                 JOIN people_area_card a ON a.id = e.area_id WHERE e.person_id = l.person_id), 'UTC') AS zone
FROM staff_leave l WHERE l.person_id = :id AND l.to_at > :now ORDER BY l.from_at LIMIT 100

-- query: staff_membership_overlap
-- The same person in the same team at some of that time.
SELECT * FROM staff_membership
WHERE team_id = :team_id AND person_id = :person_id AND from_at < :to_at AND to_at > :from_at
      AND id <> :id
ORDER BY from_at LIMIT 1

-- query: staff_memberships_open
-- A person's memberships that are not over at an instant.
SELECT * FROM staff_membership WHERE person_id = :person_id AND to_at > :from_at
ORDER BY from_at, id LIMIT 200

-- query: staff_employments_open
-- A person's employments that are not over at an instant.
SELECT * FROM staff_employment WHERE person_id = :person_id AND to_at > :from_at
ORDER BY from_at, id LIMIT 100

-- query: staff_leave_overlap
-- The same person away at some of that time.
SELECT * FROM staff_leave
WHERE person_id = :person_id AND from_at < :to_at AND to_at > :from_at AND id <> :id
ORDER BY from_at LIMIT 1

-- query: staff_left_with_access
-- People who worked here, do no longer and may still sign in.
SELECT DISTINCT e.person_id AS id FROM staff_employment e
JOIN people_access a ON a.person_id = e.person_id
WHERE e.to_at <= :now AND a.is_closed = 0
      AND NOT EXISTS (SELECT 1 FROM staff_employment o
                      WHERE o.person_id = e.person_id AND o.to_at > :now)
LIMIT 500

-- query: staff_people_named
-- People who are called that; a protected identity only for those who may see it.
SELECT p.id FROM people_card p
WHERE p.name_key = :name_key AND (p.is_protected = 0 OR MAY_EVERYWHERE('people.protected.read'))
ORDER BY p.id LIMIT 3

-- list: staff_people
-- Who works here, worked here or will, within what the viewer may see; a unit's with those of the units
-- in it. The bounds say which of the three.
-- sort name: p.name_key, e.id
-- sort newest down: e.from_at, e.id
-- filter unit_id: e.unit_id IN (WITH RECURSIVE below(id) AS (SELECT CAST(:unit_id AS BIGINT) UNION ALL SELECT u.id FROM staff_unit u JOIN below b ON u.parent_id = b.id) SELECT id FROM below)
-- filter area_id: +e.area_id = :area_id
-- filter team_id: EXISTS (SELECT 1 FROM staff_membership m WHERE m.person_id = e.person_id AND m.team_id = :team_id AND m.from_at <= :now AND m.to_at > :now)
-- filter role: EXISTS (SELECT 1 FROM people_holds h WHERE h.person_id = e.person_id AND h.role = :role AND h.from_at <= :now AND h.to_at > :now)
-- filter is_away: CAST(:is_away AS BIGINT) = 1 AND EXISTS (SELECT 1 FROM staff_leave l WHERE l.person_id = e.person_id AND l.from_at <= :now AND l.to_at > :now)
-- scope all
-- scope areas: (p.is_protected = 0 AND (IN_SEEN_AREA('staff.read', e.area_id) OR EXISTS (SELECT 1 FROM staff_membership m WHERE m.person_id = e.person_id AND m.from_at <= :now AND m.to_at > :now AND m.team_id IN (SEEN_PLACES('staff.read', 'team')))))
-- scope open: p.is_protected = 0
SELECT e.id, e.person_id, p.name, p.title, p.phone, p.email, u.name AS unit, e.to_at, p.external_id
FROM people_card p JOIN staff_employment e ON e.person_id = p.id
JOIN staff_unit u ON u.id = e.unit_id
WHERE e.from_at >= :from_least AND e.from_at <= :from_most AND e.to_at >= :to_least
      AND e.to_at <= :to_most

-- query: staff_search_words sqlite
-- People who work or have worked here, as one types. What is very common is looked through only so far.
-- hot
SELECT p.id, p.name AS title, COALESCE(p.title, '') AS detail
FROM (SELECT w.person_id, MIN(w.word) AS word
      FROM (SELECT word, person_id FROM people_found
            WHERE word >= :word_from AND word < :word_to
            ORDER BY word, person_id LIMIT 1000) w
      GROUP BY w.person_id) f
JOIN people_card p ON p.id = f.person_id
WHERE (CAST(:second AS TEXT) IS NULL OR instr(p.words, :second) > 0)
      AND (CAST(:third AS TEXT) IS NULL OR instr(p.words, :third) > 0)
      AND (p.is_protected = 0 OR MAY_EVERYWHERE('people.protected.read'))
      AND EXISTS (SELECT 1 FROM staff_employment e
                  WHERE e.person_id = p.id AND MAY_IN_AREA('staff.read', e.area_id))
ORDER BY f.word, p.name_key, p.id
LIMIT :limit

-- query: staff_search_words postgres
-- People who work or have worked here, as one types. What is very common is looked through only so far.
-- hot
SELECT p.id, p.name AS title, COALESCE(p.title, '') AS detail
FROM (SELECT w.person_id, MIN(w.word) AS word
      FROM (SELECT word, person_id FROM people_found
            WHERE word >= :word_from AND word < :word_to
            ORDER BY word, person_id LIMIT 1000) w
      GROUP BY w.person_id) f
JOIN people_card p ON p.id = f.person_id
WHERE (CAST(:second AS TEXT) IS NULL OR strpos(p.words, :second) > 0)
      AND (CAST(:third AS TEXT) IS NULL OR strpos(p.words, :third) > 0)
      AND (p.is_protected = 0 OR MAY_EVERYWHERE('people.protected.read'))
      AND EXISTS (SELECT 1 FROM staff_employment e
                  WHERE e.person_id = p.id AND MAY_IN_AREA('staff.read', e.area_id))
ORDER BY f.word, p.name_key, p.id
LIMIT :limit

-- query: staff_teams_in
-- The teams of a unit, with how many are in them now.
SELECT t.id, t.name, t.kind,
       (SELECT COUNT(*) FROM staff_membership m
        WHERE m.team_id = t.id AND m.from_at <= :now AND m.to_at > :now AND m.kind = 'member') AS members
FROM staff_team t WHERE t.unit_id = :id ORDER BY t.name_key, t.id LIMIT 500

-- query: staff_data_employments
-- Where somebody works and has worked, as it is handed out.
SELECT * FROM staff_employment WHERE person_id = :person ORDER BY id LIMIT 10000

-- query: staff_data_memberships
-- The teams of somebody, as they are handed out.
SELECT * FROM staff_membership WHERE person_id = :person ORDER BY id LIMIT 10000

-- query: staff_data_leaves
-- When somebody was away, as it is handed out.
SELECT * FROM staff_leave WHERE person_id = :person ORDER BY id LIMIT 10000

-- query: staff_holds_employments
-- Who of these works here, or did lately.
SELECT DISTINCT person_id AS id FROM staff_employment
WHERE person_id IN (:people[]) AND to_at > :before

-- query: staff_holds_memberships
-- Who of these is in a team, or left one lately.
SELECT DISTINCT person_id AS id FROM staff_membership
WHERE person_id IN (:people[]) AND to_at > :before

-- query: staff_erase_memberships
-- Why an erased person came and went.
UPDATE staff_membership SET reason = NULL WHERE person_id = :person

-- query: staff_erase_leaves
-- When an erased person was away.
DELETE FROM staff_leave WHERE person_id = :person

-- query: staff_teams_called
-- Teams by their ids, as roles are held for them.
SELECT t.id, t.name, u.name AS detail FROM staff_team t LEFT JOIN staff_unit u ON u.id = t.unit_id
WHERE t.id IN (:ids[])

-- query: staff_teams_beginning
-- Teams whose name begins with a text.
SELECT t.id, t.name, u.name AS detail FROM staff_team t LEFT JOIN staff_unit u ON u.id = t.unit_id
WHERE t.name_folded >= :text_from AND t.name_folded < :text_to
ORDER BY t.name_key, t.id LIMIT 50

-- query: staff_list
-- Who works in an area now, as a staff system would tell of them.
SELECT e.id, e.version, e.person_id, e.unit_id, e.area_id, e.from_at, e.to_at, p.external_id, p.name,
       p.email, p.title, u.external_id AS unit_external_id, u.name AS unit
FROM staff_employment e JOIN people_card p ON p.id = e.person_id JOIN staff_unit u ON u.id = e.unit_id
WHERE e.area_id = :area_id AND e.to_at > :now AND p.is_protected = 0 AND p.external_id IS NOT NULL
ORDER BY p.external_id, e.id LIMIT 80

-- query: staff_count
-- Whether anybody is employed; for the first hour.
SELECT COUNT(*) AS value FROM (SELECT 1 FROM staff_employment LIMIT 1) AS found
