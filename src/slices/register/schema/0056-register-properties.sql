-- Properties, and the organisations that one deals with, with the words they are found by.

CREATE TABLE register_property (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    area_id INTEGER NOT NULL REFERENCES people_area (id),
    code TEXT NOT NULL, -- the land register's id as people write it: "91-1-30-2", "Hyttan 3:4"
    kind TEXT NOT NULL CHECK (kind IN ('house', 'row_house', 'apartments', 'holiday', 'business',
                                       'public', 'farm', 'land', 'other')),
    address TEXT,
    postcode TEXT,
    city TEXT,
    municipality TEXT,
    north INTEGER, -- metres, ETRS-TM35FIN (EPSG:3067)
    east INTEGER,
    land_area INTEGER, -- square metres
    note TEXT,
    -- made from the above when the row is written
    code_long TEXT NOT NULL,          -- of a Finnish one fourteen digits
    code_folded TEXT NOT NULL UNIQUE, -- only one has it
    code_key TEXT NOT NULL,           -- sort keys
    address_key TEXT NOT NULL,
    words TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    CHECK ((north IS NULL) = (east IS NULL))
) STRICT;
CREATE INDEX register_property_by_code ON register_property (code_key, id, code, address, postcode, city, kind, area_id, changed_at);
CREATE INDEX register_property_by_address ON register_property (address_key, id, code, address, postcode, city, kind, area_id, changed_at);
CREATE INDEX register_property_by_change ON register_property (changed_at, id, code, address, postcode, city, kind, area_id);
CREATE INDEX register_property_area_code ON register_property (area_id, code_key, id, code, address, postcode, city, kind, changed_at);
CREATE INDEX register_property_area_address ON register_property (area_id, address_key, id);
CREATE INDEX register_property_area_change ON register_property (area_id, changed_at, id);
CREATE INDEX register_property_kind_code ON register_property (kind, code_key, id);
CREATE INDEX register_property_kind_address ON register_property (kind, address_key, id);
CREATE INDEX register_property_kind_change ON register_property (kind, changed_at, id);

CREATE TABLE register_property_word (
    word TEXT NOT NULL,
    property_id INTEGER NOT NULL REFERENCES register_property (id),
    PRIMARY KEY (word, property_id)
) STRICT, WITHOUT ROWID;

-- Which buildings stand on a property.
CREATE INDEX register_building_by_property ON register_building (property_code, address_key, id);

-- Published.
CREATE VIEW register_property_card AS
SELECT id, area_id, code, address, postcode, city, kind FROM register_property;

CREATE TABLE register_organisation (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    area_id INTEGER NOT NULL REFERENCES people_area (id),
    name TEXT NOT NULL,
    business_id TEXT UNIQUE, -- "1234567-8", "556036-0793", its check digit checked
    kind TEXT NOT NULL CHECK (kind IN ('company', 'housing', 'municipality', 'state', 'association', 'other')),
    phone TEXT,
    email TEXT,
    address TEXT,
    postcode TEXT,
    city TEXT,
    note TEXT,
    -- made from the above when the row is written
    name_key TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    words TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX register_organisation_by_name ON register_organisation (name_key, id, name, business_id, kind, city, area_id, changed_at);
CREATE INDEX register_organisation_by_change ON register_organisation (changed_at, id, name, business_id, kind, city, area_id);
CREATE INDEX register_organisation_area_name ON register_organisation (area_id, name_key, id, name, business_id, kind, city, changed_at);
CREATE INDEX register_organisation_area_change ON register_organisation (area_id, changed_at, id);
CREATE INDEX register_organisation_kind_name ON register_organisation (kind, name_key, id);
CREATE INDEX register_organisation_kind_change ON register_organisation (kind, changed_at, id);
CREATE INDEX register_organisation_by_folded ON register_organisation (name_folded, id);

CREATE TABLE register_organisation_word (
    word TEXT NOT NULL,
    organisation_id INTEGER NOT NULL REFERENCES register_organisation (id),
    PRIMARY KEY (word, organisation_id)
) STRICT, WITHOUT ROWID;

-- Published.
CREATE VIEW register_organisation_card AS
SELECT id, area_id, name, business_id FROM register_organisation;
