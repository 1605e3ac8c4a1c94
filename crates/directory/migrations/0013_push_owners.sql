-- Whose push connections are.

-- The party that made a connection. A row goes with its connection and never changes. Of those without
-- a row it is not known: they were made before this was noted, and count as the provider's.
CREATE TABLE push_owners (
    -- The connection.
    connection TEXT NOT NULL,
    -- 'provider' or 'partner'.
    kind TEXT NOT NULL,
    -- The partner; null: it is the provider's.
    partner BIGINT,
    CONSTRAINT push_owners_pk PRIMARY KEY (connection),
    CONSTRAINT push_owners_connection
        FOREIGN KEY (connection) REFERENCES push_connections (id) ON DELETE CASCADE,
    CONSTRAINT push_owners_partner FOREIGN KEY (partner) REFERENCES partners (code),
    CONSTRAINT push_owners_kind CHECK (kind IN ('provider', 'partner'))
);

-- A partner's connections end with its licence.
CREATE INDEX push_owners_by_partner ON push_owners (partner);
