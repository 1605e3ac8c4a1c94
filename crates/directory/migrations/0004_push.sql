-- Where brands want citizens' changes delivered.

-- Push connections. Where they lead never changes; status and progress do.
CREATE TABLE push_connections (
    -- The connection's id, a UUID in its usual form.
    id TEXT NOT NULL,
    -- The brand whose changes are delivered.
    brand BIGINT NOT NULL,
    -- The channel whose changes are delivered: 1 call, 2 text message, 3 e-mail.
    channel SMALLINT NOT NULL,
    -- Where to.
    url TEXT NOT NULL,
    -- The name for Basic authentication.
    username TEXT NOT NULL,
    -- The password for Basic authentication, sealed by the caller.
    sealed_password BYTEA NOT NULL,
    -- When it was registered.
    registered_at BIGINT NOT NULL,
    -- 'active' or 'failed'.
    status TEXT NOT NULL,
    -- The number of the next movement to look at.
    next_seq BIGINT NOT NULL,
    -- How many tries failed since the last that succeeded.
    failures BIGINT NOT NULL,
    -- When to try again; null: at once.
    retry_at BIGINT,
    CONSTRAINT push_connections_pk PRIMARY KEY (id),
    CONSTRAINT push_connections_brand FOREIGN KEY (brand) REFERENCES brands (code),
    CONSTRAINT push_connections_once UNIQUE (brand, channel, url),
    CONSTRAINT push_connections_channel CHECK (channel IN (1, 2, 3)),
    CONSTRAINT push_connections_status CHECK (status IN ('active', 'failed'))
);
