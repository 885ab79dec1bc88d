-- A role is held for a building, a site, an organisation or a team too.

ALTER TABLE people_grant DROP CONSTRAINT people_grant_scope_type_check;
ALTER TABLE people_grant ADD CONSTRAINT people_grant_scope_type_check
    CHECK (scope_type IN ('all', 'area', 'building', 'site', 'organisation', 'team'));
