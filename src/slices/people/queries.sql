-- What the slice `people` asks of the database.

-- query: people_viewer
-- Who holds the session with this token, and what they may do: one row a permission and scope, and a
-- last one with the count of what waits in the inbox. What held or will hold at other times too: who
-- remembers the viewer must know when anything changes by itself.
-- hot
SELECT s.id AS session, p.id AS person, p.name, p.language, p.scheme, g.role, o.position,
       r.permission, g.scope_type, g.scope_id, g.from_at, g.to_at, s.expires_at,
       CAST(NULL AS BIGINT) AS inbox
FROM people_session s
JOIN people_person p ON p.id = s.person_id
LEFT JOIN people_grant g ON g.person_id = p.id
LEFT JOIN people_role o ON o.role = g.role
LEFT JOIN people_role_permission r ON r.role = g.role
WHERE s.token_hash = :token_hash AND s.revoked_at IS NULL AND s.expires_at > :real_now
      AND p.is_closed = 0
UNION ALL
SELECT s.id, s.person_id, CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT),
       CAST(NULL AS BIGINT), CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS BIGINT),
       MAX(CASE WHEN n.due <= :now THEN n.due END), MIN(CASE WHEN n.due > :now THEN n.due END),
       s.expires_at, COUNT(CASE WHEN n.due <= :now THEN n.id END)
FROM people_session s
JOIN people_person p ON p.id = s.person_id AND p.is_closed = 0
JOIN people_notification n ON n.person_id = s.person_id AND n.done_at IS NULL
WHERE s.token_hash = :token_hash AND s.revoked_at IS NULL AND s.expires_at > :real_now
GROUP BY s.id, s.person_id, s.expires_at

-- query: people_misses
-- How often a name was tried in vain lately, and when first.
-- hot
SELECT COUNT(*) AS misses, MIN(missed_at) AS first_at FROM people_miss
WHERE name_hash = :name_hash AND missed_at > :since

-- query: people_miss_insert
-- Remembers a wrong password.
INSERT INTO people_miss (id, name_hash, missed_at) VALUES (:id, :name_hash, :real_now)

-- query: people_misses_forget
-- A right password ends the counting.
DELETE FROM people_miss WHERE name_hash = :name_hash

-- query: people_misses_sweep
-- Misses that no longer count.
DELETE FROM people_miss WHERE missed_at <= :since

-- query: people_login_put
-- Sets a person's password.
INSERT INTO people_login (id, hash, changed_at) VALUES (:person, :hash, :changed_at)
ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at

-- query: people_session_insert
-- A new sign-in.
INSERT INTO people_session (id, person_id, token_hash, device, created_at, seen_at, expires_at)
VALUES (:id, :person, :token_hash, :device, :created_at, :created_at, :expires_at)

-- query: people_sessions_of
-- A person's sessions that are not over, newest first.
SELECT id, device, created_at, seen_at, expires_at FROM people_session
WHERE person_id = :person AND revoked_at IS NULL AND expires_at > :real_now
ORDER BY id DESC LIMIT 100

-- query: people_session_revoke
-- Ends one of a person's sessions.
UPDATE people_session SET revoked_at = :real_now
WHERE id = :id AND person_id = :person AND revoked_at IS NULL

-- query: people_sessions_revoke_others
-- Ends all of a person's sessions but this one.
UPDATE people_session SET revoked_at = :real_now
WHERE person_id = :person AND id <> :id AND revoked_at IS NULL

-- query: people_sessions_seen
-- These sessions are in use now, to some minutes.
UPDATE people_session SET seen_at = :real_now
WHERE id IN (:ids[]) AND revoked_at IS NULL AND seen_at < :real_now

-- query: people_sessions_sweep
-- Sessions that ended long ago.
DELETE FROM people_session WHERE expires_at < :since OR revoked_at < :since

-- entity: people_person
-- A person.
-- hot
id, version, name, name_key, email, email_folded, language, scheme, kind, is_protected, phone,
phone_folded, external_id, title, street, postcode, city, country, known_since, erased_at,
channel, words, is_closed

-- query: people_word_put
-- A word that a person is found by.
INSERT INTO people_word (word, person_id) VALUES (:word, :id)
ON CONFLICT (word, person_id) DO NOTHING

-- query: people_word_forget
-- A word that finds a person no longer.
DELETE FROM people_word WHERE word = :word AND person_id = :id

-- query: people_persons_without_words
-- People from before words were kept, some of them.
SELECT * FROM people_person WHERE words IS NULL ORDER BY id LIMIT 500

-- query: people_person_by_email
-- The person with this address.
SELECT * FROM people_person WHERE email_folded = :email_folded

-- query: people_person_by_external_id
-- The person whom another system knows by this id.
-- hot
SELECT * FROM people_person WHERE external_id = :external_id

-- query: people_persons_by_phone
-- Whoever is reached at a number, oldest first: a household may share one.
-- hot
SELECT * FROM people_person WHERE phone_folded = :phone_folded AND phone = :phone
ORDER BY id LIMIT 20

-- query: people_person_of_role
-- Whoever holds a role now, for a demo's door.
SELECT p.id FROM people_grant g JOIN people_person p ON p.id = g.person_id
WHERE g.role = :role AND g.from_at <= :now AND (g.to_at IS NULL OR g.to_at > :now)
ORDER BY g.id LIMIT 1

-- list: people_list
-- People by name; those with a protected identity only for those who may see them.
-- sort name: p.name_key, p.id
-- scope all
-- scope open: p.is_protected = 0
SELECT p.id, p.name, p.email, p.kind, p.is_protected FROM people_person p WHERE p.erased_at IS NULL

-- query: people_grants_of
-- The roles of some people, past and coming ones too.
SELECT g.id, g.version, g.person_id, g.role, g.scope_type, g.scope_id, g.from_at, g.to_at,
       r.label, a.name AS place
FROM people_grant g
JOIN people_role r ON r.role = g.role
LEFT JOIN people_area a ON a.id = g.scope_id AND g.scope_type = 'area'
WHERE g.person_id IN (:ids[])
ORDER BY g.person_id, r.position, g.from_at, g.id

-- entity: people_grant
-- A role that somebody has, somewhere, for a time.
id, version, person_id, role, scope_type, scope_id, from_at, to_at

-- query: people_grants_open
-- A person's roles that are not over at an instant.
SELECT * FROM people_grant
WHERE person_id = :person_id AND (to_at IS NULL OR to_at > :from_at) ORDER BY id LIMIT 200

-- query: people_grants_elsewhere
-- How many others hold a role everywhere now: the last administrator stays.
SELECT COUNT(*) AS others FROM people_grant
WHERE role = :role AND scope_type = 'all' AND id <> :id AND from_at <= :now
      AND (to_at IS NULL OR to_at > :now)

-- query: people_role_put
-- Copies a declared role.
INSERT INTO people_role (role, position, label) VALUES (:role, :position, :label)
ON CONFLICT (role) DO UPDATE SET position = excluded.position, label = excluded.label

-- query: people_role_permission_put
-- Copies what a declared role may do.
INSERT INTO people_role_permission (role, permission) VALUES (:role, :permission)
ON CONFLICT (role, permission) DO NOTHING

-- query: people_role_permissions_clear
-- Makes room for what the program declares now.
DELETE FROM people_role_permission WHERE role <> ''

-- query: people_roles
-- The declared roles in their order.
SELECT role, label FROM people_role ORDER BY position, role

-- entity: people_area
-- An area of the organisation.
id, version, name, name_key, zone, language

-- query: people_areas
-- All areas by name.
SELECT * FROM people_area ORDER BY name_key, id LIMIT 1000

-- query: people_count_areas
-- How many areas there are; for the first hour.
SELECT COUNT(*) AS value FROM people_area

-- query: people_count_grants
-- How many roles are held; for the first hour.
SELECT COUNT(*) AS value FROM people_grant WHERE to_at IS NULL

-- query: people_any_administrator
-- Somebody who has been given the administrator's role.
SELECT person_id AS id FROM people_grant WHERE role = 'admin' LIMIT 1

-- query: people_areas_of
-- The areas where somebody may do something, by name. There are few areas; a LIMIT would have SQLite
-- keep the best in a table of its own instead of sorting what it has found.
SELECT a.* FROM people_area a
WHERE EXISTS (SELECT 1 FROM people_sees s
              WHERE s.person_id = :viewer AND s.permission = :permission
                    AND s.from_at <= :now AND s.to_at > :now
                    AND (s.scope_type = 'all' OR (s.scope_type = 'area' AND s.scope_id = a.id)))
ORDER BY a.name_key, a.id

-- query: people_names
-- What some people are called on pages.
-- hot
SELECT id, name FROM people_name WHERE id IN (:ids[])

-- query: people_data_person
-- The person's own row, for handing out.
SELECT * FROM people_person WHERE id = :person

-- query: people_data_grants
-- The roles that somebody has had.
SELECT * FROM people_grant WHERE person_id = :person ORDER BY id LIMIT 10000

-- query: people_data_sessions
-- Where somebody signed in.
SELECT id, device, created_at, seen_at, revoked_at FROM people_session
WHERE person_id = :person ORDER BY id LIMIT 10000

-- query: people_data_login
-- When somebody's password was set.
SELECT id, changed_at FROM people_login WHERE id = :person

-- query: people_erase_person
-- What tells who somebody was; the row stays.
UPDATE people_person
SET version = version + 1, name = '–', name_key = '', email = NULL, email_folded = NULL, phone = NULL,
    phone_folded = NULL, external_id = NULL, title = NULL, street = NULL, postcode = NULL, city = NULL,
    country = NULL, words = '', is_closed = 1, erased_at = :now
WHERE id = :person

-- query: people_erase_words
-- The words that an erased person was found by.
DELETE FROM people_word WHERE person_id = :person

-- query: people_erase_login
-- An erased person's password.
DELETE FROM people_login WHERE id = :person

-- query: people_erase_sessions
-- An erased person's sign-ins.
DELETE FROM people_session WHERE person_id = :person

-- query: people_erase_grants
-- An erased person's roles end; that they were held stays.
UPDATE people_grant SET version = version + 1, to_at = CASE WHEN from_at > :now THEN from_at ELSE :now END
WHERE person_id = :person AND (to_at IS NULL OR to_at > :now)

-- query: people_holds_grants
-- Who of these has a role, will have one or had one lately.
SELECT DISTINCT g.person_id AS id FROM people_grant g
WHERE g.person_id IN (:people[]) AND (g.to_at IS NULL OR g.to_at > :before)

-- query: people_holds_sessions
-- Who of these signed in of late; its time is real.
SELECT DISTINCT s.person_id AS id FROM people_session s
WHERE s.person_id IN (:people[]) AND s.seen_at > :real_before

-- query: people_erasure_put
-- A wish to be erased.
INSERT INTO people_erasure (id, asked_at, asked_by, done_at) VALUES (:person, :now, :asked_by, :done_at)
ON CONFLICT (id) DO UPDATE SET done_at = excluded.done_at

-- query: people_erasures_open
-- Wishes that wait for what the law has us keep.
SELECT id FROM people_erasure WHERE done_at IS NULL ORDER BY id LIMIT 1000

-- query: people_erasures_count
-- How many wishes wait.
SELECT COUNT(*) AS value FROM people_erasure WHERE done_at IS NULL

-- query: people_retention_next
-- People whom we have known long enough to look whether anything still needs them, by id.
SELECT p.id FROM people_person p
WHERE p.id > :id AND p.known_since < :before AND p.erased_at IS NULL ORDER BY p.id LIMIT 1000

-- query: people_retention_begin
-- Whoever was there before we noted since when: from now on.
UPDATE people_person SET known_since = :now WHERE known_since IS NULL

-- query: people_last_administrator
-- A row when this person alone is administrator everywhere.
SELECT g.id FROM people_grant g
WHERE g.person_id = :person AND g.role = 'admin' AND g.scope_type = 'all' AND g.from_at <= :now
      AND (g.to_at IS NULL OR g.to_at > :now)
      AND NOT EXISTS (SELECT 1 FROM people_grant o
                      WHERE o.role = 'admin' AND o.scope_type = 'all' AND o.person_id <> :person
                            AND o.from_at <= :now AND (o.to_at IS NULL OR o.to_at > :now))
LIMIT 1

-- query: people_data_erasure
-- A wish of this person to be erased.
SELECT id, asked_at, done_at FROM people_erasure WHERE id = :person

-- query: people_zone_of
-- The zone of the first area where somebody has a role now.
SELECT a.zone FROM people_grant g JOIN people_area a ON a.id = g.scope_id
WHERE g.person_id = :id AND g.scope_type = 'area' AND g.from_at <= :now AND (g.to_at IS NULL OR g.to_at > :now)
ORDER BY g.from_at, g.id LIMIT 1

-- list: people_unreachable
-- Those whom no way reaches: no mail address, no mobile phone, no postal address. Which numbers are
-- mobile: platform/text/phone.h.
-- sort name: p.name_key, p.id
-- filter kind: p.kind = :kind
-- scope all
-- scope open: p.is_protected = 0
SELECT p.id, p.name, p.kind, p.phone, p.street, p.city FROM people_person p
WHERE p.erased_at IS NULL AND (COALESCE(p.email, '') = '' OR :has_mail = 0)
      AND (COALESCE(p.phone, '') = '' OR :has_sms = 0
           OR (p.phone >= '+46' AND p.phone < '+47' AND NOT (p.phone >= '+467' AND p.phone < '+468'))
           OR (p.phone >= '+358' AND p.phone < '+359'
               AND NOT (p.phone >= '+3584' AND p.phone < '+3585') AND NOT (p.phone >= '+35850' AND p.phone < '+35851'))
           OR (p.phone >= '+47' AND p.phone < '+48'
               AND NOT (p.phone >= '+474' AND p.phone < '+475') AND NOT (p.phone >= '+479' AND p.phone < '+48')))
      AND (COALESCE(p.street, '') = '' OR COALESCE(p.city, '') = '')

-- query: people_holders
-- Whoever holds a permission somewhere now.
SELECT DISTINCT s.person_id AS person FROM people_sees s
WHERE s.permission = :permission AND s.from_at <= :now AND s.to_at > :now
ORDER BY s.person_id LIMIT 500

-- query: people_notification_insert
-- Puts an item into somebody's inbox; the same key is one item.
INSERT INTO people_notification (id, key, person_id, kind, ref, detail, due, created_at)
VALUES (:id, :key, :person, :kind, :ref, :detail, :due, :now)
ON CONFLICT (key, person_id) DO NOTHING

-- query: people_notification_by_id
-- One item.
SELECT id, key, person_id AS person, kind, ref, detail, due, created_at, channel, done_at
FROM people_notification WHERE id = :id

-- query: people_notification_told
-- By which way a person was told of an item.
UPDATE people_notification SET channel = :channel WHERE id = :id

-- query: people_notification_done
-- An item is done, in every inbox.
UPDATE people_notification SET done_at = :now, done_by = CAST(:person AS BIGINT) WHERE key = :key AND done_at IS NULL

-- query: people_notification_snooze
-- Somebody puts an item of theirs off.
UPDATE people_notification SET due = :due WHERE id = :id AND person_id = :person AND done_at IS NULL

-- query: people_notification_open
-- In whose inboxes an item is.
SELECT person_id AS person FROM people_notification WHERE key = :key AND done_at IS NULL ORDER BY person_id

-- query: people_inbox
-- What is due for somebody, the oldest first.
-- hot
SELECT id, kind, ref, detail, due, created_at FROM people_notification
WHERE person_id = :person AND done_at IS NULL AND due <= :now ORDER BY due, id LIMIT :limit

-- query: people_inbox_later
-- How many items of somebody's are put off or come later.
SELECT COUNT(*) AS later FROM people_notification
WHERE person_id = :person AND done_at IS NULL AND due > :now

-- query: people_data_notifications
-- What has waited in somebody's inbox.
SELECT id, kind, detail, due, created_at, channel, done_at FROM people_notification
WHERE person_id = :person ORDER BY id LIMIT 10000

-- query: people_erase_notifications
-- An erased person's inbox.
DELETE FROM people_notification WHERE person_id = :person

-- query: people_keys_of
-- What a person may open the door with.
-- hot
SELECT p.id AS person, l.hash, n.hash AS pin, n.is_first, n.changed_at
FROM people_person p
LEFT JOIN people_login l ON l.id = p.id
LEFT JOIN people_pin n ON n.id = p.id
WHERE p.id = :person

-- query: people_pin_put
-- Sets a person's PIN.
INSERT INTO people_pin (id, hash, is_first, changed_at) VALUES (:person, :hash, :is_first, :changed_at)
ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, is_first = excluded.is_first, changed_at = excluded.changed_at

-- query: people_code_insert
-- A code or link for one use.
INSERT INTO people_code (id, purpose, person_id, name_hash, hash, tries, expires_at)
VALUES (:id, :purpose, :person, :name_hash, :hash, 0, :expires_at)

-- query: people_codes_sweep
-- Codes that nobody can use any more.
DELETE FROM people_code WHERE expires_at < :since

-- query: people_code_newest
-- The last code that was sent for a name.
-- hot
SELECT id AS code, person_id AS person, hash, tries FROM people_code
WHERE name_hash = :name_hash AND purpose = 'code' AND used_at IS NULL AND expires_at > :real_now
ORDER BY id DESC LIMIT 1

-- query: people_code_by_token
-- A link that can be used.
-- hot
SELECT id AS code, person_id AS person FROM people_code
WHERE hash = :hash AND purpose = :purpose AND person_id IS NOT NULL AND used_at IS NULL AND expires_at > :real_now

-- query: people_code_missed
-- A code was tried in vain.
UPDATE people_code SET tries = tries + 1 WHERE id = :code

-- query: people_code_used
-- A code or link is used up.
UPDATE people_code SET used_at = :real_now WHERE id = :code AND used_at IS NULL

-- query: people_erase_pin
-- An erased person's PIN.
DELETE FROM people_pin WHERE id = :person

-- query: people_erase_codes
-- An erased person's codes and links.
DELETE FROM people_code WHERE person_id = :person
