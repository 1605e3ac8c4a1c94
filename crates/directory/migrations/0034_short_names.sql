-- Short names are kept with the senders, as which they are asked for, confirmed and withdrawn.

-- What there is, while the table is made anew. Short names were given by the operator, and are confirmed.
CREATE TEMPORARY TABLE senders_before AS
    SELECT number, brand, kind, shown, folded, asked_at, confirmed_at, ended_at, row_sum FROM brand_senders
    UNION ALL
    SELECT (SELECT COALESCE(MAX(number), 0) FROM brand_senders) + ROW_NUMBER() OVER (ORDER BY added_at, folded),
        brand, 'short', name, folded, added_at, added_at, NULL, NULL FROM brand_short_names;
DROP TABLE brand_short_names;
DROP TABLE brand_senders;

-- As in 0031, with one more kind.
CREATE TABLE brand_senders (
    -- In the order in which they were asked for.
    number BIGINT NOT NULL,
    -- The brand.
    brand BIGINT NOT NULL,
    -- 'title', 'number', 'domain', or 'short': a short name, which people write for the brand in a text message.
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
    CONSTRAINT brand_senders_kind CHECK (kind IN ('title', 'number', 'domain', 'short'))
);

INSERT INTO brand_senders (number, brand, kind, shown, folded, asked_at, confirmed_at, ended_at, row_sum)
    SELECT number, brand, kind, shown, folded, asked_at, confirmed_at, ended_at, row_sum FROM senders_before;
DROP TABLE senders_before;

-- The brand is looked up by what somebody has seen.
CREATE INDEX brand_senders_by_name ON brand_senders (kind, folded);

-- A brand's own are listed and counted.
CREATE INDEX brand_senders_by_brand ON brand_senders (brand);
