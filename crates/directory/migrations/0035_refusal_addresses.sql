-- Where a brand itself takes refusals.

-- As the brand says; notices show it beside the brand's name. A row is the fact.
CREATE TABLE brand_refusal_addresses (
    -- The brand.
    brand BIGINT NOT NULL,
    -- A number, a mail address or an https address, as it is shown.
    shown TEXT NOT NULL,
    -- Since when.
    set_at BIGINT NOT NULL,
    -- The sum of all of these, as in 0012.
    row_sum BYTEA,
    CONSTRAINT brand_refusal_addresses_pk PRIMARY KEY (brand),
    CONSTRAINT brand_refusal_addresses_brand FOREIGN KEY (brand) REFERENCES brands (code)
);
