-- What later slices write in their queries for "within the viewer's rights" (tools/sql_expand.py). A
-- permission is a text or a parameter; an area is a column.

-- fragment: SEEN_AREAS(permission)
-- The areas for which the viewer holds a permission now.
SELECT s.scope_id FROM people_sees s
WHERE s.person_id = :viewer AND s.permission = permission AND s.scope_type = 'area'
      AND s.from_at <= :now AND s.to_at > :now

-- fragment: IN_SEEN_AREA(permission, area)
-- Is this one of them? Many people hold a permission for one area or two: these are found once and
-- compared. Only for a row outside of them all are put together and searched.
(+area = (SELECT MIN(s.scope_id) FROM people_sees s
          WHERE s.person_id = :viewer AND s.permission = permission AND s.scope_type = 'area'
                AND s.from_at <= :now AND s.to_at > :now)
 OR +area = (SELECT MAX(s.scope_id) FROM people_sees s
             WHERE s.person_id = :viewer AND s.permission = permission AND s.scope_type = 'area'
                   AND s.from_at <= :now AND s.to_at > :now)
 OR +area IN (SELECT s.scope_id FROM people_sees s
              WHERE s.person_id = :viewer AND s.permission = permission AND s.scope_type = 'area'
                    AND s.from_at <= :now AND s.to_at > :now))

-- fragment: MAY_EVERYWHERE(permission)
-- Does the viewer hold it for all of the organisation?
EXISTS (SELECT 1 FROM people_sees s
        WHERE s.person_id = :viewer AND s.permission = permission AND s.scope_type = 'all'
              AND s.from_at <= :now AND s.to_at > :now)

-- fragment: MAY_IN_AREA(permission, area)
-- Does the viewer hold it for this area?
EXISTS (SELECT 1 FROM people_sees s
        WHERE s.person_id = :viewer AND s.permission = permission
              AND s.from_at <= :now AND s.to_at > :now
              AND (s.scope_type = 'all' OR (s.scope_type = 'area' AND s.scope_id = area)))

-- fragment: SEEN_PLACES(permission, kind)
-- The buildings, sites, organisations or teams for which the viewer holds a permission now, each by itself.
SELECT s.scope_id FROM people_sees s
WHERE s.person_id = :viewer AND s.permission = permission AND s.scope_type = kind
      AND s.from_at <= :now AND s.to_at > :now

-- fragment: MAY_AT(permission, area, kind, place)
-- Does the viewer hold it for this area, or for this building, site, organisation or team in it?
EXISTS (SELECT 1 FROM people_sees s
        WHERE s.person_id = :viewer AND s.permission = permission
              AND s.from_at <= :now AND s.to_at > :now
              AND (s.scope_type = 'all' OR (s.scope_type = 'area' AND s.scope_id = area)
                   OR (s.scope_type = kind AND s.scope_id = place)))
