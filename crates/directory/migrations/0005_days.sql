-- The daily reconciliation between the registry and each brand (contract 10).

-- Days that are over, from the moment their closing began.
CREATE TABLE days (
    -- The day in Türkiye, YYYY-MM-DD.
    day TEXT NOT NULL,
    -- The number of its first movement.
    first_seq BIGINT NOT NULL,
    -- The number after that of its last movement.
    end_seq BIGINT NOT NULL,
    -- When all brands with movements had got their rows below; null until then.
    listed_at BIGINT,
    CONSTRAINT days_pk PRIMARY KEY (day),
    CONSTRAINT days_span CHECK (0 <= first_seq AND first_seq <= end_seq)
);

-- A brand's file of a day on which it has movements. The file itself is not kept: it is made anew
-- from the ledger, and its digest says that it is the same.
CREATE TABLE brand_days (
    -- The brand.
    brand BIGINT NOT NULL,
    -- The day.
    day TEXT NOT NULL,
    -- 'queued', 'inprogress', 'completed' or 'error'.
    status TEXT NOT NULL,
    -- How many movements the file has; null until completed.
    movements BIGINT,
    -- The file's SHA-384; null until completed.
    digest BYTEA,
    -- The answer of a time stamp authority about the digest; null while there is none.
    stamp BYTEA,
    -- How many tries failed: to make the file until completed, then to have it stamped.
    failures BIGINT NOT NULL,
    -- When to try again; null: at once.
    retry_at BIGINT,
    -- When the brand agreed to the digest; null while it has not.
    agreed_at BIGINT,
    CONSTRAINT brand_days_pk PRIMARY KEY (brand, day),
    CONSTRAINT brand_days_brand FOREIGN KEY (brand) REFERENCES brands (code),
    CONSTRAINT brand_days_day FOREIGN KEY (day) REFERENCES days (day),
    CONSTRAINT brand_days_status CHECK (status IN ('queued', 'inprogress', 'completed', 'error')),
    CONSTRAINT brand_days_completed CHECK (
        (status = 'completed') = (digest IS NOT NULL)
        AND (status = 'completed') = (movements IS NOT NULL)
    ),
    -- Nothing is stamped or agreed to before it is there.
    CONSTRAINT brand_days_order CHECK (
        status = 'completed' OR (stamp IS NULL AND agreed_at IS NULL)
    )
);

-- What is still to be made, oldest day first.
CREATE INDEX brand_days_waiting ON brand_days (day, brand) WHERE status <> 'completed';

-- What is still to be stamped, oldest day first.
CREATE INDEX brand_days_unstamped ON brand_days (day, brand)
WHERE status = 'completed' AND stamp IS NULL;

-- A day's rows, when they are forgotten.
CREATE INDEX brand_days_by_day ON brand_days (day);

-- What kinds of movements a completed day has.
CREATE TABLE brand_day_counts (
    -- The brand.
    brand BIGINT NOT NULL,
    -- The day.
    day TEXT NOT NULL,
    -- The recipients' type: 1 individual, 2 merchant.
    recipient_type SMALLINT NOT NULL,
    -- The channel: 1 call, 2 text message, 3 e-mail.
    channel SMALLINT NOT NULL,
    -- Which side made them: 1 the provider, 2 the recipients.
    origin SMALLINT NOT NULL,
    -- How many were a first approval, or an approval after a refusal.
    approvals BIGINT NOT NULL,
    -- How many were a refusal after an approval.
    rejections BIGINT NOT NULL,
    -- How many there were of any kind.
    movements BIGINT NOT NULL,
    CONSTRAINT brand_day_counts_pk PRIMARY KEY (brand, day, recipient_type, channel, origin),
    CONSTRAINT brand_day_counts_day FOREIGN KEY (brand, day) REFERENCES brand_days (brand, day)
        ON DELETE CASCADE,
    CONSTRAINT brand_day_counts_type CHECK (recipient_type IN (1, 2)),
    CONSTRAINT brand_day_counts_channel CHECK (channel IN (1, 2, 3)),
    CONSTRAINT brand_day_counts_origin CHECK (origin IN (1, 2)),
    CONSTRAINT brand_day_counts_sum CHECK (approvals + rejections <= movements)
);
