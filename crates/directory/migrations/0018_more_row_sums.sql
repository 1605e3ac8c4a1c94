-- A checksum beside each row that says whom a word is believed, as in 0012. It is null until the program has read the
-- row once and summed it.

-- The sum of kind, of whether numbers are proof, and of when it was added and removed.
ALTER TABLE gateways ADD COLUMN row_sum BYTEA;
-- The sum of name, role, office, of whether they are kept out, and of when they were added.
ALTER TABLE staff ADD COLUMN row_sum BYTEA;
