-- How a person is reached and known elsewhere.
ALTER TABLE people_person ADD COLUMN phone TEXT;        -- E.164: "+46701740605"
ALTER TABLE people_person ADD COLUMN phone_folded TEXT; -- its digits without country and zero
ALTER TABLE people_person ADD COLUMN external_id TEXT;  -- the staff or customer system's own id
ALTER TABLE people_person ADD COLUMN title TEXT;        -- what the person works as
ALTER TABLE people_person ADD COLUMN street TEXT;       -- where letters go
ALTER TABLE people_person ADD COLUMN postcode TEXT;
ALTER TABLE people_person ADD COLUMN city TEXT;
ALTER TABLE people_person ADD COLUMN country TEXT;      -- none: the organisation's own
CREATE UNIQUE INDEX people_person_by_external_id ON people_person (external_id);
CREATE INDEX people_person_by_phone ON people_person (phone_folded);
CREATE INDEX people_person_by_kind ON people_person (kind, name_key, id);
