-- A checksum beside each row that says who may do what, and what is kept for whose sake, as in 0012. It is null until the
-- program has read the row once and summed it.

-- The sum of access, and of when it was granted and revoked.
ALTER TABLE partner_grants ADD COLUMN row_sum BYTEA;
-- The sum of partner and brand.
ALTER TABLE partner_agreements ADD COLUMN row_sum BYTEA;
-- The sum of when it was granted and revoked.
ALTER TABLE intermediary_grants ADD COLUMN row_sum BYTEA;
-- The sum of all that was paid for.
ALTER TABLE subscriptions ADD COLUMN row_sum BYTEA;
-- The sum of all that was paid for.
ALTER TABLE subscription_extras ADD COLUMN row_sum BYTEA;
-- The sum of the password's hash, of whom the user acts for, and of whether it is kept out.
ALTER TABLE users ADD COLUMN row_sum BYTEA;
-- The sum of the case, of what is held, and of when it was placed and released, and by whom.
ALTER TABLE holds ADD COLUMN row_sum BYTEA;
