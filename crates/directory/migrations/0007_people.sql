-- The people whose consents are kept: accounts, the addresses they have proven, codes and sessions.

-- Accounts. Rows are never deleted; an account without addresses and identities says nothing about
-- anybody.
CREATE TABLE people (
    -- Random.
    id BYTEA NOT NULL,
    -- What language the person is addressed in: 'tr' or 'en'.
    language TEXT NOT NULL,
    -- The number the next address gets; numbers are not given out again.
    next_address BIGINT NOT NULL,
    -- When it was made.
    created_at BIGINT NOT NULL,
    CONSTRAINT people_pk PRIMARY KEY (id),
    CONSTRAINT people_language CHECK (language IN ('tr', 'en'))
);

-- Which addresses an account has. An address belongs to one account at a time.
CREATE TABLE person_addresses (
    -- The address: the ledger's pseudonym.
    recipient BYTEA NOT NULL,
    -- The account.
    person BYTEA NOT NULL,
    -- The address's number in the account, from 1.
    number BIGINT NOT NULL,
    -- The address, sealed by the ledger's key for its pseudonym. Personal.
    sealed_address BYTEA NOT NULL,
    -- When it was proven last.
    proven_at BIGINT NOT NULL,
    CONSTRAINT person_addresses_pk PRIMARY KEY (recipient),
    CONSTRAINT person_addresses_number_once UNIQUE (person, number),
    CONSTRAINT person_addresses_person FOREIGN KEY (person) REFERENCES people (id)
);

-- Whom an identity provider vouches for.
CREATE TABLE person_identities (
    -- A MAC of the provider's name and the provider's name for the person.
    identity BYTEA NOT NULL,
    -- The account.
    person BYTEA NOT NULL,
    -- When it was first used.
    linked_at BIGINT NOT NULL,
    CONSTRAINT person_identities_pk PRIMARY KEY (identity),
    CONSTRAINT person_identities_person FOREIGN KEY (person) REFERENCES people (id)
);

CREATE INDEX person_identities_by_person ON person_identities (person);

-- How the owners of addresses want to be told of new consents, where they have said so.
CREATE TABLE notice_policies (
    -- The address: the ledger's pseudonym.
    recipient BYTEA NOT NULL,
    -- 'at_once', 'daily' or 'off'.
    policy TEXT NOT NULL,
    -- When it was set.
    set_at BIGINT NOT NULL,
    CONSTRAINT notice_policies_pk PRIMARY KEY (recipient),
    CONSTRAINT notice_policies_policy CHECK (policy IN ('at_once', 'daily', 'off'))
);

-- One-time codes of the last day: the live ones to be checked, the others to be counted.
CREATE TABLE codes (
    -- Random.
    id BYTEA NOT NULL,
    -- Whose address is to be proven: the ledger's pseudonym.
    recipient BYTEA NOT NULL,
    -- What the code is good for.
    purpose TEXT NOT NULL,
    -- The address, sealed by the ledger's key for this code; null once the code has ended. Personal.
    sealed_address BYTEA,
    -- The code's MAC; null once the code has ended.
    mac BYTEA,
    -- How many may yet be tried.
    tries_left SMALLINT NOT NULL,
    -- How many wrong ones have been tried.
    tries_wrong SMALLINT NOT NULL,
    -- When it was made.
    made_at BIGINT NOT NULL,
    -- From when on it is no good.
    expires_at BIGINT NOT NULL,
    -- 'live', 'used', 'spent' (too many wrong ones), 'replaced' or 'expired'.
    state TEXT NOT NULL,
    CONSTRAINT codes_pk PRIMARY KEY (id),
    CONSTRAINT codes_purpose CHECK
        (purpose IN ('sign_in', 'add_address', 'desk', 'voice', 'refuse_all')),
    CONSTRAINT codes_tries CHECK (tries_left >= 0 AND tries_wrong >= 0),
    CONSTRAINT codes_state CHECK (state IN ('live', 'used', 'spent', 'replaced', 'expired')),
    CONSTRAINT codes_live CHECK (state <> 'live' OR mac IS NOT NULL)
);

-- At most one code of an address and purpose is live.
CREATE UNIQUE INDEX codes_one_live ON codes (recipient, purpose) WHERE state = 'live';

-- The codes of an address are counted.
CREATE INDEX codes_by_recipient ON codes (recipient, made_at);

-- Old codes are purged.
CREATE INDEX codes_by_age ON codes (made_at);

-- Who is signed in. Signing out deletes the row.
CREATE TABLE person_sessions (
    -- The token's SHA-256. The token itself is not kept.
    digest BYTEA NOT NULL,
    -- Who it is.
    person BYTEA NOT NULL,
    -- From when on it is no good, unless it is used before.
    idle_at BIGINT NOT NULL,
    -- From when on it is no good in any case.
    ends_at BIGINT NOT NULL,
    CONSTRAINT person_sessions_pk PRIMARY KEY (digest),
    CONSTRAINT person_sessions_person FOREIGN KEY (person) REFERENCES people (id)
);

-- Sessions are ended by person, and counted against the most a person may hold.
CREATE INDEX person_sessions_by_person ON person_sessions (person, idle_at);

-- Ended sessions are purged.
CREATE INDEX person_sessions_by_age ON person_sessions (idle_at);
