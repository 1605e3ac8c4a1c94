-- A checksum beside each row of what people see of parties. It is null until the program has read the row once and
-- summed it: SQL has no digest. What is summed, and how, is in `row_sum`.

ALTER TABLE providers ADD COLUMN row_sum BYTEA;
ALTER TABLE brands ADD COLUMN row_sum BYTEA;
ALTER TABLE retailers ADD COLUMN row_sum BYTEA;
ALTER TABLE partners ADD COLUMN row_sum BYTEA;
ALTER TABLE intermediaries ADD COLUMN row_sum BYTEA;
ALTER TABLE brand_short_names ADD COLUMN row_sum BYTEA;
