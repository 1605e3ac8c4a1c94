-- Ways to say no by text message and by voice: the names brands go by, the gateways that bring messages
-- and calls, and the messages that came.

-- Short names of brands, at most three each. A row is the fact.
CREATE TABLE brand_short_names (
    -- The name as it is compared: folded to small letters without marks, letters and digits alone.
    folded TEXT NOT NULL,
    -- The brand.
    brand BIGINT NOT NULL,
    -- The name as it is shown.
    name TEXT NOT NULL,
    -- When it was added.
    added_at BIGINT NOT NULL,
    CONSTRAINT brand_short_names_pk PRIMARY KEY (folded),
    CONSTRAINT brand_short_names_brand FOREIGN KEY (brand) REFERENCES brands (code)
);

-- A brand's names are shown and counted.
CREATE INDEX brand_short_names_by_brand ON brand_short_names (brand);

-- Who may bring messages or calls. Rows are never deleted; removed_at is set once.
CREATE TABLE gateways (
    -- Its name, given by the operator; never given twice.
    name TEXT NOT NULL,
    -- What it brings: 'text' or 'voice'.
    kind TEXT NOT NULL,
    -- 1 if the numbers it names are proof of who sends or calls, else 0.
    verified SMALLINT NOT NULL,
    -- The token's SHA-256. The token itself is not kept.
    digest BYTEA NOT NULL,
    -- When it was added.
    added_at BIGINT NOT NULL,
    -- When it was removed; null while it may bring.
    removed_at BIGINT,
    CONSTRAINT gateways_pk PRIMARY KEY (name),
    CONSTRAINT gateways_digest UNIQUE (digest),
    CONSTRAINT gateways_kind CHECK (kind IN ('text', 'voice')),
    CONSTRAINT gateways_verified CHECK (verified IN (0, 1))
);

-- Text messages that were answered or needed no answer, for as long as they may be delivered again.
CREATE TABLE received_texts (
    -- A keyed hash of what makes it the same message: 32 bytes.
    identity BYTEA NOT NULL,
    -- The sender's pseudonym, 16 bytes.
    sender BYTEA NOT NULL,
    -- When it came.
    received_at BIGINT NOT NULL,
    -- The answer's text, sealed; null: none was given.
    answer BYTEA,
    CONSTRAINT received_texts_pk PRIMARY KEY (identity)
);

-- A sender's answers are counted.
CREATE INDEX received_texts_answered ON received_texts (sender, received_at)
    WHERE answer IS NOT NULL;

-- Old ones are purged.
CREATE INDEX received_texts_by_age ON received_texts (received_at);

-- Parts of long messages that wait for the others.
CREATE TABLE text_parts (
    -- What is the same for all parts of one message: a keyed hash, 32 bytes.
    whole BYTEA NOT NULL,
    -- Which part it is, from 1.
    number BIGINT NOT NULL,
    -- The part's own identity, as in received_texts.
    identity BYTEA NOT NULL,
    -- The sender's pseudonym, 16 bytes.
    sender BYTEA NOT NULL,
    -- The part's text, sealed.
    body BYTEA NOT NULL,
    -- When it came.
    received_at BIGINT NOT NULL,
    CONSTRAINT text_parts_pk PRIMARY KEY (whole, number),
    CONSTRAINT text_parts_number CHECK (number >= 1)
);

-- A sender's waiting parts are counted.
CREATE INDEX text_parts_by_sender ON text_parts (sender, received_at);

-- Parts whose others never came are purged.
CREATE INDEX text_parts_by_age ON text_parts (received_at);

-- Codes that confirm that everything is to be refused; one a sender.
CREATE TABLE text_confirmations (
    -- The sender's pseudonym, 16 bytes.
    sender BYTEA NOT NULL,
    -- A keyed hash of the code, 32 bytes.
    code BYTEA NOT NULL,
    -- Until when it is good.
    expires_at BIGINT NOT NULL,
    -- How many wrong codes are still borne.
    tries_left SMALLINT NOT NULL,
    CONSTRAINT text_confirmations_pk PRIMARY KEY (sender)
);

-- Expired ones are purged.
CREATE INDEX text_confirmations_by_expiry ON text_confirmations (expires_at);
