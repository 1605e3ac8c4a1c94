-- Who asked for a code: each asker has codes of their own, and strangers' codes take nobody else's.

-- Several codes of an address and purpose may be live: one for each who asked.
DROP INDEX codes_one_live;

-- A MAC of the client that asked; null: an agent at the desk or the voice menu did.
ALTER TABLE codes ADD COLUMN asker BYTEA;
-- A MAC of the network it is in; null as before.
ALTER TABLE codes ADD COLUMN network BYTEA;
-- 1: the address was proven from that client before.
ALTER TABLE codes ADD COLUMN known SMALLINT;
-- The country code it was sent to by text message, 0: by e-mail; null: it counts against no ceiling.
ALTER TABLE codes ADD COLUMN country BIGINT;

-- The codes of a network are counted.
CREATE INDEX codes_by_network ON codes (network, made_at);
-- So are those of a country and of all.
CREATE INDEX codes_by_country ON codes (country, made_at);

-- From which clients an address was proven lately.
CREATE TABLE code_askers (
    -- The address: the ledger's pseudonym.
    recipient BYTEA NOT NULL,
    -- The client, as in codes.
    asker BYTEA NOT NULL,
    -- When it was proven last.
    proven_at BIGINT NOT NULL,
    CONSTRAINT code_askers_pk PRIMARY KEY (recipient, asker)
);
-- Old ones are purged.
CREATE INDEX code_askers_by_age ON code_askers (proven_at);
