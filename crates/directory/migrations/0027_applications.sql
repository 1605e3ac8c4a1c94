-- Companies that apply to become service providers, and what is known of those that were admitted.

-- One-time codes, whose table is made anew: they prove an applicant's address, too.
CREATE TABLE codes_kept AS
    SELECT id, recipient, purpose, sealed_address, mac, tries_left, tries_wrong, made_at, expires_at, state,
        asker, network, known, country
    FROM codes;
DROP TABLE codes;

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
    -- A MAC of the client that asked; null: an agent at the desk or the voice menu did.
    asker BYTEA,
    -- A MAC of the network it is in; null as before.
    network BYTEA,
    -- 1: the address was proven from that client before.
    known SMALLINT,
    -- The country code it was sent to by text message, 0: by e-mail; null: it counts against no ceiling.
    country BIGINT,
    CONSTRAINT codes_pk PRIMARY KEY (id),
    CONSTRAINT codes_purpose CHECK
        (purpose IN ('sign_in', 'add_address', 'desk', 'voice', 'refuse_all', 'apply')),
    CONSTRAINT codes_tries CHECK (tries_left >= 0 AND tries_wrong >= 0),
    CONSTRAINT codes_state CHECK (state IN ('live', 'used', 'spent', 'replaced', 'expired')),
    CONSTRAINT codes_live CHECK (state <> 'live' OR mac IS NOT NULL)
);
INSERT INTO codes (id, recipient, purpose, sealed_address, mac, tries_left, tries_wrong, made_at, expires_at, state,
        asker, network, known, country)
    SELECT id, recipient, purpose, sealed_address, mac, tries_left, tries_wrong, made_at, expires_at, state,
        asker, network, known, country
    FROM codes_kept;
DROP TABLE codes_kept;

-- The codes of an address are counted.
CREATE INDEX codes_by_recipient ON codes (recipient, made_at);

-- Old codes are purged.
CREATE INDEX codes_by_age ON codes (made_at);

-- The codes of a network are counted.
CREATE INDEX codes_by_network ON codes (network, made_at);

-- So are those of a country and of all.
CREATE INDEX codes_by_country ON codes (country, made_at);

-- Applications of companies that want to be service providers.
CREATE TABLE applications (
    -- Random. It opens nothing by itself.
    id BYTEA NOT NULL,
    -- Whose it is: the pseudonym of the e-mail address that its applicant has proven.
    applicant BYTEA NOT NULL,
    -- A MAC of the network it was begun from.
    network BYTEA NOT NULL,
    -- 'draft', 'unsigned' (a second signatory is asked), 'submitted', 'returned' or 'approved'.
    state TEXT NOT NULL,
    -- What it says and the applicant's address, sealed by the ledger's key. Personal.
    content BYTEA NOT NULL,
    -- The company's MERSİS number; null: it was never submitted.
    mersis TEXT,
    -- The SHA-256 of the second signatory's link; null: nobody is asked.
    signatory BYTEA,
    -- Why it was returned, sealed in the same way; null: it was not.
    answer BYTEA,
    -- The provider that it became.
    provider BIGINT,
    -- When it was begun.
    created_at BIGINT NOT NULL,
    -- When it was last written to, or moved on.
    changed_at BIGINT NOT NULL,
    -- When it was submitted last; null: never.
    submitted_at BIGINT,
    CONSTRAINT applications_pk PRIMARY KEY (id),
    CONSTRAINT applications_state CHECK (state IN ('draft', 'unsigned', 'submitted', 'returned', 'approved')),
    CONSTRAINT applications_unsigned CHECK ((state = 'unsigned') = (signatory IS NOT NULL)),
    CONSTRAINT applications_returned CHECK ((state = 'returned') = (answer IS NOT NULL)),
    CONSTRAINT applications_approved CHECK ((state = 'approved') = (provider IS NOT NULL)),
    CONSTRAINT applications_provider FOREIGN KEY (provider) REFERENCES providers (code)
);

-- An applicant's are listed, and counted.
CREATE INDEX applications_by_applicant ON applications (applicant);

-- Those of a network are counted.
CREATE INDEX applications_by_network ON applications (network, created_at);

-- A company's are counted.
CREATE INDEX applications_by_mersis ON applications (mersis);

-- A second signatory's link finds its own.
CREATE UNIQUE INDEX applications_by_signatory ON applications (signatory);

-- The operator's queue, and those that are left alone.
CREATE INDEX applications_by_state ON applications (state, changed_at);

-- What a provider said of itself when it applied, for the authority's statistics.
CREATE TABLE provider_profiles (
    -- The provider.
    provider BIGINT NOT NULL,
    -- Its sector, by the word of the list.
    sector TEXT NOT NULL,
    -- The province of its seat, by the number on licence plates.
    province BIGINT NOT NULL,
    CONSTRAINT provider_profiles_pk PRIMARY KEY (provider),
    CONSTRAINT provider_profiles_provider FOREIGN KEY (provider) REFERENCES providers (code)
);
