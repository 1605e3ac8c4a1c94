-- Several processes may send messages. Each gives back only its own leases when it starts anew, so that nothing another
-- has in hand is sent twice.

-- Who took the message last; null: nobody, or a version from before there were owners.
ALTER TABLE messages ADD COLUMN leased_by BYTEA;
