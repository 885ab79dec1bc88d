-- Of a value that an undo left as it is: whose it is now.

ALTER TABLE records_finding ADD COLUMN changed_by INTEGER; -- an account; NULL: the program itself
ALTER TABLE records_finding ADD COLUMN changed_at INTEGER;
