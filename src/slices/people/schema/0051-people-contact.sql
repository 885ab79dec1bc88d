-- Published: how a person is reached, for pages of others; of a protected one nothing.
CREATE VIEW people_contact AS
SELECT id, is_protected, kind,
       CASE WHEN is_protected = 1 THEN NULL ELSE name END AS name,
       CASE WHEN is_protected = 1 THEN NULL ELSE phone END AS phone,
       CASE WHEN is_protected = 1 THEN NULL ELSE email END AS email,
       CASE WHEN is_protected = 1 THEN NULL ELSE language END AS language
FROM people_person;
