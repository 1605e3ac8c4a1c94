-- Who logs in, and the tokens they hold.

-- Users. The name, the kind and the party never change; rows are never deleted.
CREATE TABLE users (
    -- The name, in lower case.
    username TEXT NOT NULL,
    -- The password's argon2id hash as a PHC string, which names its parameters.
    password_hash TEXT NOT NULL,
    -- Whom the user acts for: 'provider', 'partner', 'intermediary' or 'admin'.
    kind TEXT NOT NULL,
    -- The party's number; null for 'admin'. Which table it is in depends on the kind.
    party BIGINT,
    -- 1 if the user is kept out, else 0.
    disabled SMALLINT NOT NULL,
    -- When it was added.
    created_at BIGINT NOT NULL,
    CONSTRAINT users_pk PRIMARY KEY (username),
    CONSTRAINT users_kind CHECK (kind IN ('provider', 'partner', 'intermediary', 'admin')),
    CONSTRAINT users_party CHECK ((kind = 'admin') = (party IS NULL)),
    CONSTRAINT users_disabled CHECK (disabled IN (0, 1))
);

-- Live tokens, and expired ones until they are purged. Revoking deletes the row.
CREATE TABLE tokens (
    -- The token's SHA-256. The token itself is not kept.
    digest BYTEA NOT NULL,
    -- Whose it is.
    username TEXT NOT NULL,
    -- 'access' or 'refresh'.
    kind TEXT NOT NULL,
    -- From when on it is no good.
    expires_at BIGINT NOT NULL,
    CONSTRAINT tokens_pk PRIMARY KEY (digest),
    CONSTRAINT tokens_user FOREIGN KEY (username) REFERENCES users (username),
    CONSTRAINT tokens_kind CHECK (kind IN ('access', 'refresh'))
);

-- Tokens are revoked by user, and counted against the most a user may hold.
CREATE INDEX tokens_by_user ON tokens (username, kind, expires_at);

-- Expired tokens are purged.
CREATE INDEX tokens_by_expiry ON tokens (expires_at);
