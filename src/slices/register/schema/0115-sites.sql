-- Where customer organisations are served: their sites, and the words that find them.

CREATE TABLE register_site (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    area_id INTEGER NOT NULL REFERENCES people_area (id), -- the organisation's
    organisation_id INTEGER NOT NULL REFERENCES register_organisation (id),
    name TEXT NOT NULL,
    address TEXT,
    postcode TEXT,
    city TEXT,
    team_id INTEGER,                               -- who serves it: a team of staff
    manager_id INTEGER REFERENCES people_person (id), -- our customer manager
    contact_id INTEGER REFERENCES people_person (id), -- the customer's own contact
    contract TEXT,                                 -- its number
    contract_from TEXT,
    contract_to TEXT,                              -- the last day; none: until further notice
    external_id TEXT UNIQUE,
    note TEXT,
    -- made from the above when the row is written
    name_key TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    words TEXT NOT NULL,
    is_unserved INTEGER NOT NULL CHECK (is_unserved IN (0, 1)), -- no team is named
    changed_at INTEGER NOT NULL,
    UNIQUE (organisation_id, name_folded)
) STRICT;
CREATE INDEX register_site_by_name ON register_site (name_key, id);
CREATE INDEX register_site_by_change ON register_site (changed_at, id);
CREATE INDEX register_site_area_name ON register_site (area_id, name_key, id);
CREATE INDEX register_site_area_change ON register_site (area_id, changed_at, id);
CREATE INDEX register_site_organisation_name ON register_site (organisation_id, name_key, id);
CREATE INDEX register_site_organisation_change ON register_site (organisation_id, changed_at, id);
CREATE INDEX register_site_unserved_name ON register_site (name_key, id) WHERE is_unserved = 1;
CREATE INDEX register_site_unserved_change ON register_site (changed_at, id) WHERE is_unserved = 1;
CREATE INDEX register_site_by_folded ON register_site (name_folded, id);
CREATE INDEX register_site_by_manager ON register_site (manager_id);
CREATE INDEX register_site_by_contact ON register_site (contact_id);

-- The words that find a site.
CREATE TABLE register_site_word (
    word TEXT NOT NULL,
    site_id INTEGER NOT NULL REFERENCES register_site (id),
    PRIMARY KEY (word, site_id)
) STRICT, WITHOUT ROWID;

-- Published.
CREATE VIEW register_site_card AS
SELECT id, area_id, organisation_id, name, name_key, address, postcode, city, team_id, manager_id, contact_id,
       contract_from, contract_to
FROM register_site;
