-- By what recipients see who has written or called: a brand's titles of text messages, calling numbers and mail domains.

-- Asked for by a provider, confirmed by the operator, and withdrawn with a date. Rows are never deleted: what was seen at an
-- instant is looked up later.
CREATE TABLE brand_senders (
    -- In the order in which they were asked for.
    number BIGINT NOT NULL,
    -- The brand.
    brand BIGINT NOT NULL,
    -- 'title', 'number' or 'domain'.
    kind TEXT NOT NULL,
    -- The sender as it is shown.
    shown TEXT NOT NULL,
    -- The sender as it is compared; of one kind no two are confirmed at the same time.
    folded TEXT NOT NULL,
    -- When it was asked for.
    asked_at BIGINT NOT NULL,
    -- From when on it is the brand's; null: it is not confirmed yet.
    confirmed_at BIGINT,
    -- From when on it is not the brand's any more, or when it was turned down; null: neither.
    ended_at BIGINT,
    -- The sum of all of these, as in 0012.
    row_sum BYTEA,
    CONSTRAINT brand_senders_pk PRIMARY KEY (number),
    CONSTRAINT brand_senders_brand FOREIGN KEY (brand) REFERENCES brands (code),
    CONSTRAINT brand_senders_kind CHECK (kind IN ('title', 'number', 'domain'))
);

-- The brand is looked up by what somebody has seen.
CREATE INDEX brand_senders_by_name ON brand_senders (kind, folded);

-- A brand's own are listed and counted.
CREATE INDEX brand_senders_by_brand ON brand_senders (brand);
