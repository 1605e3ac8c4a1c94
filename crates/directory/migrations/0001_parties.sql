-- The parties and what they let each other do.
--
-- One text for SQLite and PostgreSQL. All counts, codes and instants are BIGINT; flags and
-- channels are SMALLINT; bytes are BYTEA, a name SQLite accepts and under which it stores bytes as
-- they are. Instants are milliseconds since 1970-01-01 00:00:00 UTC.

-- Every number ever given out. Rows are never changed or deleted, so that no number is given out
-- twice, even after its party is gone (rule 2).
CREATE TABLE issued_codes (
    -- 'party' for providers, brands, partners and intermediaries; 'retailer' for retailers.
    kind TEXT NOT NULL,
    -- The number.
    code BIGINT NOT NULL,
    CONSTRAINT issued_codes_pk PRIMARY KEY (kind, code),
    -- The two kinds differ in their count of digits and cannot meet.
    CONSTRAINT issued_codes_kind CHECK (kind IN ('party', 'retailer'))
);

-- Service providers. Rows are never deleted; state changes.
CREATE TABLE providers (
    -- The provider's number, the contract's iysCode.
    code BIGINT NOT NULL,
    -- Its title.
    title TEXT NOT NULL,
    -- Its number in the trade registry system MERSİS, if it has one.
    mersis TEXT,
    -- Its tax number, if it has one. Not unique: one taxpayer may register several providers.
    tin TEXT,
    -- 'active' or 'suspended' (rule 10).
    state TEXT NOT NULL,
    -- When it was added.
    created_at BIGINT NOT NULL,
    CONSTRAINT providers_pk PRIMARY KEY (code),
    CONSTRAINT providers_state CHECK (state IN ('active', 'suspended'))
);

-- Intermediaries look brands up by tax number.
CREATE INDEX providers_by_tin ON providers (tin);

-- Brands. Rows are never deleted; name and settings change. The brand whose code is its
-- provider's is the master brand.
CREATE TABLE brands (
    -- The brand's number, the contract's brandCode.
    code BIGINT NOT NULL,
    -- The provider it belongs to; never changes.
    provider BIGINT NOT NULL,
    -- Its name.
    name TEXT NOT NULL,
    -- Until when consents of any age may be loaded (rule 23); null: not at all.
    historic_loading_until BIGINT,
    -- What a refusal for an unknown record becomes: 'refuse' or 'suppress' (rule 18).
    first_refusal TEXT NOT NULL,
    -- When it was added.
    created_at BIGINT NOT NULL,
    CONSTRAINT brands_pk PRIMARY KEY (code),
    CONSTRAINT brands_provider FOREIGN KEY (provider) REFERENCES providers (code),
    CONSTRAINT brands_first_refusal CHECK (first_refusal IN ('refuse', 'suppress'))
);

CREATE INDEX brands_by_provider ON brands (provider);

-- Retailers of brands. Only the status changes.
CREATE TABLE retailers (
    -- The retailer's number, eight digits.
    code BIGINT NOT NULL,
    -- The brand it belongs to.
    brand BIGINT NOT NULL,
    -- Its trade title.
    title TEXT NOT NULL,
    -- The name of the person in charge. Personal.
    name TEXT NOT NULL,
    -- The identity number of the person in charge. Personal.
    tckn TEXT NOT NULL,
    -- Its tax number.
    tin TEXT NOT NULL,
    -- The province's code.
    city_code BIGINT NOT NULL,
    -- The province as the provider named it.
    city_name TEXT NOT NULL,
    -- The district's code.
    town_code BIGINT NOT NULL,
    -- The district as the provider named it.
    town_name TEXT NOT NULL,
    -- Its number in MERSİS, if it has one.
    mersis TEXT,
    -- The name the brand knows it by.
    alias TEXT,
    -- The phone number of the person in charge. Personal.
    mobile TEXT,
    -- 'active', 'passive' or 'suspended'.
    status TEXT NOT NULL,
    -- When it was added.
    created_at BIGINT NOT NULL,
    CONSTRAINT retailers_pk PRIMARY KEY (code),
    CONSTRAINT retailers_brand FOREIGN KEY (brand) REFERENCES brands (code),
    -- The same person, and the same business, once under a brand (rule 8).
    CONSTRAINT retailers_tckn_once UNIQUE (brand, tckn),
    CONSTRAINT retailers_mersis_once UNIQUE (brand, mersis),
    CONSTRAINT retailers_status CHECK (status IN ('active', 'passive', 'suspended'))
);

-- Lists are read in the order of creation.
CREATE INDEX retailers_by_age ON retailers (brand, created_at, code);

-- Partners (integrators). Rows are never deleted; the licence changes.
CREATE TABLE partners (
    -- The partner's number, the contract's integratorCode.
    code BIGINT NOT NULL,
    -- Its title.
    title TEXT NOT NULL,
    -- 1 if it holds an integrator's licence (rule 6), else 0.
    licensed SMALLINT NOT NULL,
    -- When it was added.
    created_at BIGINT NOT NULL,
    CONSTRAINT partners_pk PRIMARY KEY (code),
    CONSTRAINT partners_licensed CHECK (licensed IN (0, 1))
);

-- What brands let partners do, with its history: a grant ends by getting revoked_at, once; nothing
-- else changes and no row is deleted (rule 5).
CREATE TABLE partner_grants (
    -- The partner.
    partner BIGINT NOT NULL,
    -- The brand.
    brand BIGINT NOT NULL,
    -- The channel: 1 call, 2 text message, 3 e-mail.
    channel SMALLINT NOT NULL,
    -- The how-manieth grant of this partner, brand and channel, from 1.
    number BIGINT NOT NULL,
    -- 'read' or 'write'; 'write' includes 'read'.
    access TEXT NOT NULL,
    -- Since when.
    granted_at BIGINT NOT NULL,
    -- When it ended; null while live.
    revoked_at BIGINT,
    CONSTRAINT partner_grants_pk PRIMARY KEY (partner, brand, channel, number),
    CONSTRAINT partner_grants_partner FOREIGN KEY (partner) REFERENCES partners (code),
    CONSTRAINT partner_grants_brand FOREIGN KEY (brand) REFERENCES brands (code),
    CONSTRAINT partner_grants_channel CHECK (channel IN (1, 2, 3)),
    CONSTRAINT partner_grants_access CHECK (access IN ('read', 'write'))
);

-- At most one grant of a channel is live.
CREATE UNIQUE INDEX partner_grants_one_live ON partner_grants (partner, brand, channel)
    WHERE revoked_at IS NULL;

-- Partners that do a brand's daily reconciliation; a row is the fact.
CREATE TABLE partner_agreements (
    -- The partner.
    partner BIGINT NOT NULL,
    -- The brand.
    brand BIGINT NOT NULL,
    CONSTRAINT partner_agreements_pk PRIMARY KEY (partner, brand),
    CONSTRAINT partner_agreements_partner FOREIGN KEY (partner) REFERENCES partners (code),
    CONSTRAINT partner_agreements_brand FOREIGN KEY (brand) REFERENCES brands (code)
);

-- Intermediaries (AHS). Rows are never changed or deleted.
CREATE TABLE intermediaries (
    -- The intermediary's number.
    code BIGINT NOT NULL,
    -- Its title.
    title TEXT NOT NULL,
    -- When it was added.
    created_at BIGINT NOT NULL,
    CONSTRAINT intermediaries_pk PRIMARY KEY (code)
);

-- Which intermediaries may ask about a brand's recipients (rule 39), with the history, as in
-- partner_grants.
CREATE TABLE intermediary_grants (
    -- The intermediary.
    intermediary BIGINT NOT NULL,
    -- The brand.
    brand BIGINT NOT NULL,
    -- The how-manieth grant of this intermediary and brand, from 1.
    number BIGINT NOT NULL,
    -- Since when.
    granted_at BIGINT NOT NULL,
    -- When it ended; null while live.
    revoked_at BIGINT,
    CONSTRAINT intermediary_grants_pk PRIMARY KEY (intermediary, brand, number),
    CONSTRAINT intermediary_grants_intermediary
        FOREIGN KEY (intermediary) REFERENCES intermediaries (code),
    CONSTRAINT intermediary_grants_brand FOREIGN KEY (brand) REFERENCES brands (code)
);

-- At most one grant of a brand is live.
CREATE UNIQUE INDEX intermediary_grants_one_live ON intermediary_grants (intermediary, brand)
    WHERE revoked_at IS NULL;

-- Subscriptions, one per holder; replaced as a whole.
CREATE TABLE subscriptions (
    -- The subscription's id, a UUID in its usual form.
    id TEXT NOT NULL,
    -- Whose it is: 'provider' or 'partner'.
    holder_kind TEXT NOT NULL,
    -- The holder's number.
    holder_code BIGINT NOT NULL,
    -- The package's name.
    package TEXT NOT NULL,
    -- When it starts.
    starts_at BIGINT NOT NULL,
    -- When it ends.
    expires_at BIGINT NOT NULL,
    -- 'ACTIVE', 'PAUSED', 'EXPIRED' or 'CLOSED', as it was set; the end date counts beside it.
    status TEXT NOT NULL,
    -- How many records the provider may hold; null: no limit.
    consent_limit BIGINT,
    -- 1 if records beyond the limit are accepted all the same, else 0.
    consent_limit_exceed SMALLINT NOT NULL,
    -- 1 if the package includes use of the API, else 0.
    api_use SMALLINT NOT NULL,
    CONSTRAINT subscriptions_pk PRIMARY KEY (id),
    CONSTRAINT subscriptions_one_per_holder UNIQUE (holder_kind, holder_code),
    CONSTRAINT subscriptions_holder_kind CHECK (holder_kind IN ('provider', 'partner')),
    CONSTRAINT subscriptions_status CHECK (status IN ('ACTIVE', 'PAUSED', 'EXPIRED', 'CLOSED')),
    CONSTRAINT subscriptions_exceed CHECK (consent_limit_exceed IN (0, 1)),
    CONSTRAINT subscriptions_api_use CHECK (api_use IN (0, 1))
);

-- Packages beside a subscription; replaced together with it.
CREATE TABLE subscription_extras (
    -- The subscription.
    subscription TEXT NOT NULL,
    -- Which package: 'via' or 'via_pass'.
    kind TEXT NOT NULL,
    -- The package's id, a UUID in its usual form.
    id TEXT NOT NULL,
    -- Its name.
    name TEXT NOT NULL,
    -- When it starts.
    starts_at BIGINT NOT NULL,
    -- When it ends.
    expires_at BIGINT NOT NULL,
    -- As in subscriptions.
    status TEXT NOT NULL,
    -- How many messages are left; -1: no limit.
    credit BIGINT NOT NULL,
    CONSTRAINT subscription_extras_pk PRIMARY KEY (subscription, kind),
    CONSTRAINT subscription_extras_subscription
        FOREIGN KEY (subscription) REFERENCES subscriptions (id) ON DELETE CASCADE,
    CONSTRAINT subscription_extras_kind CHECK (kind IN ('via', 'via_pass')),
    CONSTRAINT subscription_extras_status
        CHECK (status IN ('ACTIVE', 'PAUSED', 'EXPIRED', 'CLOSED')),
    CONSTRAINT subscription_extras_credit CHECK (credit >= -1)
);
