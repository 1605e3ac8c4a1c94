-- A checksum beside each row of what people see of parties. It is null until the program has read the row once and
-- summed it: SQL has no digest. What is summed, and how, is in `row_sum`.

-- The sum of title, numbers and state.
ALTER TABLE providers ADD COLUMN row_sum BYTEA;
-- The sum of provider, name and settings.
ALTER TABLE brands ADD COLUMN row_sum BYTEA;
-- The sum of all that is known of the retailer.
ALTER TABLE retailers ADD COLUMN row_sum BYTEA;
-- The sum of title and licence.
ALTER TABLE partners ADD COLUMN row_sum BYTEA;
-- The sum of the title.
ALTER TABLE intermediaries ADD COLUMN row_sum BYTEA;
-- The sum of brand and name.
ALTER TABLE brand_short_names ADD COLUMN row_sum BYTEA;
