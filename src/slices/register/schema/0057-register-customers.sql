-- Customers, and who owns which property.

-- How a private customer is called and reached is the person's; an organisation's is the organisation's.
CREATE TABLE register_customer (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    area_id INTEGER NOT NULL REFERENCES people_area (id),
    number TEXT NOT NULL UNIQUE, -- the customer number
    kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation')),
    person_id INTEGER REFERENCES people_person (id),
    organisation_id INTEGER REFERENCES register_organisation (id),
    state TEXT NOT NULL CHECK (state IN ('active', 'ended')),
    invoice_address TEXT, -- where invoices go, when elsewhere than letters
    invoice_postcode TEXT,
    invoice_city TEXT,
    invoice_email TEXT,
    note TEXT,
    -- made from the above, and from the person or organisation, when one of them is written
    name_key TEXT NOT NULL,
    number_key TEXT NOT NULL,
    words TEXT NOT NULL,
    is_unreachable INTEGER NOT NULL CHECK (is_unreachable IN (0, 1)), -- no phone, e-mail or address
    changed_at INTEGER NOT NULL,
    CHECK ((kind = 'person') = (person_id IS NOT NULL)),
    CHECK ((kind = 'organisation') = (organisation_id IS NOT NULL))
) STRICT;
CREATE INDEX register_customer_by_name ON register_customer (name_key, id);
CREATE INDEX register_customer_by_number ON register_customer (number_key, id);
CREATE INDEX register_customer_by_change ON register_customer (changed_at, id);
CREATE INDEX register_customer_area_name ON register_customer (area_id, name_key, id);
CREATE INDEX register_customer_area_number ON register_customer (area_id, number_key, id);
CREATE INDEX register_customer_area_change ON register_customer (area_id, changed_at, id);
CREATE INDEX register_customer_unreachable ON register_customer (is_unreachable, name_key, id);
CREATE INDEX register_customer_by_person ON register_customer (person_id);
CREATE INDEX register_customer_by_organisation ON register_customer (organisation_id);

CREATE TABLE register_customer_word (
    word TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES register_customer (id),
    PRIMARY KEY (word, customer_id)
) STRICT, WITHOUT ROWID;

-- Published: a later slice leaves those with a protected identity out, unless the viewer may see them.
CREATE VIEW register_customer_card AS
SELECT c.id, c.area_id, c.number, c.kind, c.person_id, c.organisation_id, c.state, c.name_key,
       COALESCE(p.is_protected, 0) AS is_protected
FROM register_customer c LEFT JOIN people_reach p ON p.id = c.person_id;
