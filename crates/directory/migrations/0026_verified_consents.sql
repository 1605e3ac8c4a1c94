-- Consents that the registry itself takes for a brand: the forms they are asked by, who was asked, and the records of
-- what was answered.

-- Forms, each version a row. A version is never changed but for its approval.
CREATE TABLE forms (
    -- The form's number.
    number BIGINT NOT NULL,
    -- The version, from 1.
    version BIGINT NOT NULL,
    -- The provider whose form it is.
    provider BIGINT NOT NULL,
    -- What it says, JSON: language, text, and which texts it refers to.
    content TEXT NOT NULL,
    -- When it was handed in.
    added_at BIGINT NOT NULL,
    -- When the operator approved it; null: not yet.
    approved_at BIGINT,
    CONSTRAINT forms_pk PRIMARY KEY (number, version),
    CONSTRAINT forms_provider FOREIGN KEY (provider) REFERENCES providers (code),
    CONSTRAINT forms_version CHECK (version > 0)
);

-- A provider's forms are listed.
CREATE INDEX forms_by_provider ON forms (provider, number, version);

-- Verifications: somebody is asked for a consent by the registry, at a brand's wish.
CREATE TABLE verifications (
    -- The request's identity, 16 bytes; its message has the same.
    id BYTEA NOT NULL,
    -- The provider for whom it is asked.
    provider BIGINT NOT NULL,
    -- The partner that started it; null: the provider itself did.
    partner BIGINT,
    -- Who is asked: the ledger's pseudonym.
    recipient BYTEA NOT NULL,
    -- By which way, and how the answer comes: the contract's word.
    method TEXT NOT NULL,
    -- The country code its message goes to by text message, 0: by e-mail.
    country BIGINT NOT NULL,
    -- Address, brands, channels and texts, sealed. Personal.
    sealed_question BYTEA NOT NULL,
    -- The code's MAC; null: there is no code, or it can be tried no more.
    mac BYTEA,
    -- How many codes may yet be tried.
    tries_left SMALLINT NOT NULL,
    -- When it was started.
    made_at BIGINT NOT NULL,
    -- From when on it can be answered no more.
    expires_at BIGINT NOT NULL,
    -- 'asked', 'answered' (what is recorded is not known yet), 'done' or 'spent' (too many wrong codes).
    state TEXT NOT NULL,
    -- When it was answered; null: not yet.
    answered_at BIGINT,
    -- The record of what was shown and answered, sealed; null before the answer. Personal.
    sealed_record BYTEA,
    CONSTRAINT verifications_pk PRIMARY KEY (id),
    CONSTRAINT verifications_provider FOREIGN KEY (provider) REFERENCES providers (code),
    CONSTRAINT verifications_tries CHECK (tries_left >= 0),
    CONSTRAINT verifications_state CHECK (state IN ('asked', 'answered', 'done', 'spent')),
    CONSTRAINT verifications_answered
        CHECK ((state IN ('answered', 'done')) = (answered_at IS NOT NULL)),
    CONSTRAINT verifications_record CHECK ((answered_at IS NULL) = (sealed_record IS NULL))
);

-- An address's verifications are counted.
CREATE INDEX verifications_by_recipient ON verifications (recipient, made_at);

-- So are those of a country and of all.
CREATE INDEX verifications_by_country ON verifications (country, made_at);

-- Answers that are not recorded yet are taken up again.
CREATE INDEX verifications_answered_first ON verifications (answered_at) WHERE state = 'answered';

-- Old ones are forgotten.
CREATE INDEX verifications_by_age ON verifications (made_at);

-- What was answered about each record, and the movement it became.
CREATE TABLE verification_answers (
    -- The verification.
    verification BYTEA NOT NULL,
    -- The answer's place among them, from 0.
    position BIGINT NOT NULL,
    -- The record's brand.
    brand BIGINT NOT NULL,
    -- 1 call, 2 text message, 3 e-mail.
    channel SMALLINT NOT NULL,
    -- 1 an approval, 2 a refusal.
    status SMALLINT NOT NULL,
    -- The movement; null: none yet, or nothing was recorded.
    seq BIGINT,
    CONSTRAINT verification_answers_pk PRIMARY KEY (verification, position),
    CONSTRAINT verification_answers_verification
        FOREIGN KEY (verification) REFERENCES verifications (id) ON DELETE CASCADE,
    CONSTRAINT verification_answers_channel CHECK (channel IN (1, 2, 3)),
    CONSTRAINT verification_answers_status CHECK (status IN (1, 2))
);
