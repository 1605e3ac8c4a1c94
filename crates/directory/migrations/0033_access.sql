-- Who may use a brand is listed and counted for its provider.
CREATE INDEX partner_grants_live_by_brand ON partner_grants (brand, partner)
    WHERE revoked_at IS NULL;

CREATE INDEX intermediary_grants_live_by_brand ON intermediary_grants (brand, intermediary)
    WHERE revoked_at IS NULL;

-- What a provider says of its API users, and when each was last used.

-- A row is there once something was said. Summed beside the user's own row, whose sum stays what it was.
CREATE TABLE user_rules (
    -- The user.
    username TEXT NOT NULL,
    -- The networks it may call from, with blanks between them; empty: from anywhere.
    networks TEXT NOT NULL,
    -- Since when its password is its password; null: since the user was added.
    password_set_at BIGINT,
    -- The hash of the password before, as long as it is good beside the new one; null: there is none.
    old_hash TEXT,
    -- Since when that was its password; null: since the user was added.
    old_set_at BIGINT,
    -- From when on it is good no more.
    old_until BIGINT,
    -- The sum of all of these, as in 0012.
    row_sum BYTEA,
    CONSTRAINT user_rules_pk PRIMARY KEY (username),
    CONSTRAINT user_rules_user FOREIGN KEY (username) REFERENCES users (username),
    CONSTRAINT user_rules_old CHECK ((old_hash IS NULL) = (old_until IS NULL))
);

-- When users last called; written beside requests.
CREATE TABLE user_uses (
    -- The user.
    username TEXT NOT NULL,
    -- When it last called, to about a minute.
    used_at BIGINT NOT NULL,
    CONSTRAINT user_uses_pk PRIMARY KEY (username),
    CONSTRAINT user_uses_user FOREIGN KEY (username) REFERENCES users (username)
);

-- 1: it was given for the password before, or before there was another, and ends with that one.
ALTER TABLE tokens ADD COLUMN by_old SMALLINT NOT NULL DEFAULT 0;
