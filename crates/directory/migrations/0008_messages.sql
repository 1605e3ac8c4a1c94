-- What the registry sends to people: messages on their way, and the notices among them.

-- Messages. A row is inserted once; leases, attempts and the outcome change. Whom it goes to, in
-- which language and what it says stand in the sealed content, which is emptied with the outcome.
CREATE TABLE messages (
    -- The message's identity, 16 random bytes: the same at every attempt.
    id BYTEA NOT NULL,
    -- To whom: the ledger's pseudonym.
    recipient BYTEA NOT NULL,
    -- 1 by text message, 0 by e-mail.
    by_text SMALLINT NOT NULL,
    -- What goes first: 1 codes, 2 answers, 3 notices.
    urgency SMALLINT NOT NULL,
    -- When it was written.
    written_at BIGINT NOT NULL,
    -- After this it is not worth sending; null: always.
    good_until BIGINT,
    -- When it is to be tried next.
    due_at BIGINT NOT NULL,
    -- How often it was given to a transport.
    attempts BIGINT NOT NULL,
    -- Until when somebody is at it; null: nobody.
    leased_until BIGINT,
    -- 'waiting', 'sent', 'dead' (given up, for the operator to see) or 'dropped'.
    state TEXT NOT NULL,
    -- When it got out of 'waiting'; null while it waits.
    finished_at BIGINT,
    -- Why the last attempt failed or why it is not sent, without personal data.
    reason TEXT,
    -- Address, language and content, sealed by the caller; null once sent or dropped.
    content BYTEA,
    CONSTRAINT messages_pk PRIMARY KEY (id),
    CONSTRAINT messages_by_text CHECK (by_text IN (0, 1)),
    CONSTRAINT messages_urgency CHECK (urgency IN (1, 2, 3)),
    CONSTRAINT messages_state CHECK (state IN ('waiting', 'sent', 'dead', 'dropped')),
    CONSTRAINT messages_finished CHECK ((state = 'waiting') = (finished_at IS NULL)),
    CONSTRAINT messages_leased CHECK (state = 'waiting' OR leased_until IS NULL),
    CONSTRAINT messages_content CHECK ((state IN ('waiting', 'dead')) = (content IS NOT NULL))
);

-- The worker takes what is due, the urgent first.
CREATE INDEX messages_due ON messages (by_text, urgency, due_at) WHERE state = 'waiting';

-- A closed line's messages are dropped.
CREATE INDEX messages_waiting_by_recipient ON messages (recipient) WHERE state = 'waiting';

-- The operator looks at those given up.
CREATE INDEX messages_dead ON messages (finished_at) WHERE state = 'dead';

-- Finished messages are purged by age.
CREATE INDEX messages_by_age ON messages (finished_at);

-- Notices: which records somebody was told of. Never changed; the outcome is the message's.
CREATE TABLE notices (
    -- The notice's identity, 16 random bytes; its message has the same.
    id BYTEA NOT NULL,
    -- Who was told: the ledger's pseudonym.
    recipient BYTEA NOT NULL,
    -- 1 by text message, 0 by e-mail.
    by_text SMALLINT NOT NULL,
    -- 1 new approvals, 2 approvals from before, loaded in bulk.
    kind SMALLINT NOT NULL,
    -- When it was written.
    written_at BIGINT NOT NULL,
    -- Until when its exit link is good.
    expires_at BIGINT NOT NULL,
    -- How many records it is about.
    records BIGINT NOT NULL,
    CONSTRAINT notices_pk PRIMARY KEY (id),
    CONSTRAINT notices_by_text CHECK (by_text IN (0, 1)),
    CONSTRAINT notices_kind CHECK (kind IN (1, 2)),
    CONSTRAINT notices_records CHECK (records > 0)
);

-- A recipient's notices are listed, and the last one's day is looked at before the next.
CREATE INDEX notices_by_recipient ON notices (recipient, written_at);

-- Old notices are purged by age.
CREATE INDEX notices_by_age ON notices (written_at);

-- The records of a notice. Never changed.
CREATE TABLE notice_records (
    -- The notice.
    notice BYTEA NOT NULL,
    -- The movement it tells of.
    seq BIGINT NOT NULL,
    -- The record's brand.
    brand BIGINT NOT NULL,
    -- 1 private person, 2 merchant.
    recipient_type SMALLINT NOT NULL,
    -- 1 call, 2 text message, 3 e-mail.
    channel SMALLINT NOT NULL,
    CONSTRAINT notice_records_pk PRIMARY KEY (notice, seq),
    CONSTRAINT notice_records_notice FOREIGN KEY (notice) REFERENCES notices (id) ON DELETE CASCADE,
    CONSTRAINT notice_records_recipient_type CHECK (recipient_type IN (1, 2)),
    CONSTRAINT notice_records_channel CHECK (channel IN (1, 2, 3))
);

-- Recipients with approvals they have not been told of. One row for a recipient and kind, however
-- many approvals: which they are is asked of the ledger when the notice is written.
CREATE TABLE notice_waiting (
    -- Who is to be told: the ledger's pseudonym.
    recipient BYTEA NOT NULL,
    -- 1 new approvals, 2 approvals from before, loaded in bulk.
    kind SMALLINT NOT NULL,
    -- 1 by text message, 0 by e-mail.
    by_text SMALLINT NOT NULL,
    -- The first movement to tell of.
    first_seq BIGINT NOT NULL,
    -- The last movement to tell of, so far.
    last_seq BIGINT NOT NULL,
    -- When the notice is to be written.
    due_at BIGINT NOT NULL,
    CONSTRAINT notice_waiting_pk PRIMARY KEY (recipient, kind),
    CONSTRAINT notice_waiting_kind CHECK (kind IN (1, 2)),
    CONSTRAINT notice_waiting_by_text CHECK (by_text IN (0, 1)),
    CONSTRAINT notice_waiting_span CHECK (first_seq <= last_seq)
);

-- Notices are written when they are due, one kind after the other.
CREATE INDEX notice_waiting_due ON notice_waiting (kind, due_at);

-- How far the log has been looked through for approvals. One row; it moves in the transaction that
-- keeps what was found, so that nothing is found twice.
CREATE TABLE notice_progress (
    -- 1: there is but one row.
    id SMALLINT NOT NULL,
    -- The next movement to look at; null: where the log ends when this is first asked.
    next_seq BIGINT,
    CONSTRAINT notice_progress_pk PRIMARY KEY (id),
    CONSTRAINT notice_progress_one CHECK (id = 1)
);

-- A new registry tells of everything. One that has had brands before it could tell anybody does not
-- now tell of years: it begins with what comes.
INSERT INTO notice_progress (id, next_seq)
SELECT 1, CASE WHEN EXISTS (SELECT 1 FROM brands) THEN NULL ELSE 0 END;
