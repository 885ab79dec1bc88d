-- Published: how a person is reached. Whoever joins it leaves those with a protected identity out, unless the
-- viewer may see them.
CREATE VIEW people_reach AS
SELECT id, version, name, phone, email, language, street, postcode, city, country, is_protected
FROM people_person;
