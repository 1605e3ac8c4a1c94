-- What providers are asked about complaints, and what they answer.

-- 1: it was looked whose message it was, and the provider, if it is known, was asked; null: not yet, or a draft.
ALTER TABLE complaints ADD COLUMN routed SMALLINT;

-- Complaints that were filed before anybody was asked.
CREATE INDEX complaints_unrouted ON complaints (filed_at) WHERE filed_at IS NOT NULL AND routed IS NULL;

-- Documents that providers have handed in with their answers. The documents themselves lie sealed beside the directory. One
-- that no answer has is forgotten.
CREATE TABLE defence_documents (
    -- Random; the name of its file.
    id BYTEA NOT NULL,
    -- The provider whose file it is.
    provider BIGINT NOT NULL,
    -- What kind of document: 'pdf', 'png' or 'jpeg'.
    kind TEXT NOT NULL,
    -- Its name as it was given, sealed by the ledger's key.
    sealed_name BYTEA NOT NULL,
    -- How many bytes it has.
    bytes BIGINT NOT NULL,
    -- Its SHA-256.
    sha256 BYTEA NOT NULL,
    -- The member who has handed it in.
    added_by BIGINT NOT NULL,
    -- When.
    added_at BIGINT NOT NULL,
    CONSTRAINT defence_documents_pk PRIMARY KEY (id),
    CONSTRAINT defence_documents_provider FOREIGN KEY (provider) REFERENCES providers (code),
    CONSTRAINT defence_documents_by FOREIGN KEY (added_by) REFERENCES members (number),
    CONSTRAINT defence_documents_kind CHECK (kind IN ('pdf', 'png', 'jpeg'))
);

-- Those that no answer has are found by their age.
CREATE INDEX defence_documents_by_age ON defence_documents (added_at);

-- A provider's of the last hour are counted.
CREATE INDEX defence_documents_by_provider ON defence_documents (provider, added_at);

-- Defences: what a provider is asked about a complaint, and what it answers. One for each complaint and provider.
CREATE TABLE defences (
    -- The complaint's number.
    complaint TEXT NOT NULL,
    -- The provider that is asked.
    provider BIGINT NOT NULL,
    -- The brand whose message it was.
    brand BIGINT NOT NULL,
    -- By which channel it came: 1 call, 2 text message, 3 e-mail.
    channel SMALLINT NOT NULL,
    -- The day it came, in Türkiye.
    day TEXT NOT NULL,
    -- When the provider was asked; its time runs from then on.
    asked_at BIGINT NOT NULL,
    -- How often it was written to: what was looked at is not written over by somebody who has not seen it.
    version BIGINT NOT NULL,
    -- What the provider says, JSON, sealed by the ledger's key; null: nothing yet.
    content BYTEA,
    -- The document that it shows; null: none.
    document BYTEA,
    -- The member who wrote to it last; null: nobody has.
    changed_by BIGINT,
    -- When; null as before.
    changed_at BIGINT,
    -- The member who has submitted it; null: it is not submitted. It is not written to any more then.
    submitted_by BIGINT,
    -- When; null as before.
    submitted_at BIGINT,
    -- 1: its time was over when it was submitted; 0: it was not; null as before.
    late SMALLINT,
    -- The sum of all of the above.
    row_sum BYTEA,
    CONSTRAINT defences_pk PRIMARY KEY (complaint, provider),
    CONSTRAINT defences_complaint FOREIGN KEY (complaint) REFERENCES complaints (number) ON DELETE CASCADE,
    CONSTRAINT defences_provider FOREIGN KEY (provider) REFERENCES providers (code),
    CONSTRAINT defences_brand FOREIGN KEY (brand) REFERENCES brands (code),
    CONSTRAINT defences_document FOREIGN KEY (document) REFERENCES defence_documents (id),
    CONSTRAINT defences_document_once UNIQUE (document),
    CONSTRAINT defences_changed_by FOREIGN KEY (changed_by) REFERENCES members (number),
    CONSTRAINT defences_submitted_by FOREIGN KEY (submitted_by) REFERENCES members (number),
    CONSTRAINT defences_channel CHECK (channel IN (1, 2, 3)),
    CONSTRAINT defences_late CHECK (late IN (0, 1)),
    CONSTRAINT defences_changed CHECK ((changed_by IS NULL) = (changed_at IS NULL)),
    CONSTRAINT defences_submitted CHECK ((submitted_by IS NULL) = (submitted_at IS NULL)
        AND (submitted_by IS NULL) = (late IS NULL) AND (submitted_by IS NULL OR content IS NOT NULL))
);

-- A provider's that wait are listed, the first asked first; and those that are submitted, the newest first.
CREATE INDEX defences_by_provider ON defences (provider, submitted_at, asked_at);
