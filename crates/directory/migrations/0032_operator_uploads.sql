-- The operator hands files in as well, for a provider. A constraint is changed with its table alone.

-- What there is, while the table is made anew.
CREATE TEMPORARY TABLE uploads_before AS SELECT * FROM uploads;
DROP TABLE uploads;

-- The files, and how far each has come, as in 0024.
CREATE TABLE uploads (
    -- The request of all its movements, 16 bytes.
    id BYTEA NOT NULL,
    -- The brand whose consents they are.
    brand BIGINT NOT NULL,
    -- The brand's provider, whose uploads and bytes are counted together.
    provider BIGINT NOT NULL,
    -- The partner that handed it in; null: the provider itself did.
    partner BIGINT,
    -- Who handed it in: 'user' (of the interface for programs), 'member' (of the console) or 'operator' (for the provider).
    actor_kind TEXT NOT NULL,
    -- The user's or the member's name; empty: the operator has none.
    actor TEXT NOT NULL,
    -- The file's name as it was given, sealed; null: it had none.
    sealed_name BYTEA,
    -- 'receiving', 'received', 'judging', 'applying', 'done', 'failed' or 'cancelled'.
    state TEXT NOT NULL,
    -- How many bytes the file has; null: nobody has said so yet.
    bytes BIGINT,
    -- Behind so many bytes there may be some whose checksum was not held against what was said; null: there are none.
    unchecked_from BIGINT,
    -- 'csv' or 'xlsx'; null while it is received.
    format TEXT,
    -- How its columns are read, JSON, sealed; null: nobody has confirmed it yet.
    sealed_layout BYTEA,
    -- When it was begun.
    created_at BIGINT NOT NULL,
    -- When its last byte came; null while it is received.
    received_at BIGINT,
    -- When it was handed in to be recorded: the time of arrival of its rows. Null until then.
    confirmed_at BIGINT,
    -- When it was over; null until then.
    finished_at BIGINT,
    -- When it is forgotten, with its files. Nothing is forgotten that is being recorded.
    ends_at BIGINT NOT NULL,
    -- How often work on its rows began.
    attempts BIGINT NOT NULL,
    -- How many rows are done, from the first.
    rows_done BIGINT NOT NULL,
    -- How many rows were recorded.
    recorded BIGINT NOT NULL,
    -- How many rows said what was recorded already.
    already BIGINT NOT NULL,
    -- How many rows were recorded that had been refused in an earlier file.
    corrected BIGINT NOT NULL,
    -- How many rows were older than what is recorded.
    older BIGINT NOT NULL,
    -- How many rows were refused.
    refused BIGINT NOT NULL,
    -- How many recorded refusals came later than an approval may.
    late BIGINT NOT NULL,
    -- How many refusals came before their approvals in the file and are said again at its end.
    early BIGINT NOT NULL,
    -- How many bytes the file of refused rows has.
    refused_bytes BIGINT NOT NULL,
    -- Which of its files has the refused rows, as the caller counts them.
    refused_part SMALLINT NOT NULL,
    -- How many rows were refused with each code, JSON.
    codes TEXT NOT NULL,
    -- What would happen to its rows, as it was asked last, JSON; null: nobody has asked.
    judgement TEXT,
    -- Why it failed, a word; null: it did not.
    failure TEXT,
    CONSTRAINT uploads_pk PRIMARY KEY (id),
    CONSTRAINT uploads_brand FOREIGN KEY (brand) REFERENCES brands (code),
    CONSTRAINT uploads_actor CHECK (actor_kind IN ('user', 'member', 'operator')),
    CONSTRAINT uploads_state CHECK (
        state IN ('receiving', 'received', 'judging', 'applying', 'done', 'failed', 'cancelled')
    ),
    CONSTRAINT uploads_failure CHECK ((state = 'failed') = (failure IS NOT NULL)),
    CONSTRAINT uploads_confirmed CHECK (state <> 'applying' OR confirmed_at IS NOT NULL)
);

INSERT INTO uploads SELECT * FROM uploads_before;
DROP TABLE uploads_before;

-- A brand's are listed, the newest first.
CREATE INDEX uploads_by_brand ON uploads (brand, created_at);

-- A provider's open ones are counted.
CREATE INDEX uploads_by_provider ON uploads (provider, state);

-- What is to be worked on, oldest first.
CREATE INDEX uploads_waiting ON uploads (confirmed_at, created_at) WHERE state IN ('judging', 'applying');

-- They are forgotten when they end.
CREATE INDEX uploads_by_end ON uploads (ends_at);
