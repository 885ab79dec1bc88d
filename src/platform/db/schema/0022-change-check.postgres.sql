-- On SQLite this makes the table anew with a cheaper CHECK (0125); here an IN costs nothing.

COMMENT ON TABLE change IS 'One row for each row of a table that an event changed';
