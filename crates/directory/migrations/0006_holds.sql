-- Cases for whose sake nothing is erased.

-- Holds. A record that is on hold is kept past its time until the hold is released; a released
-- hold stays, so that it can be told why something was kept.
CREATE TABLE holds (
    -- Numbered from 1, in the order in which they were placed.
    number BIGINT NOT NULL,
    -- The case, by the authority's or the operator's own name for it.
    case_reference TEXT NOT NULL,
    -- Whose records: the ledger's pseudonym.
    recipient BYTEA NOT NULL,
    -- The brand, recipient type and channel of the one record that is meant; null: all of them.
    brand BIGINT,
    -- 1 private person, 2 merchant.
    recipient_type SMALLINT,
    -- 1 call, 2 text message, 3 e-mail.
    channel SMALLINT,
    -- When it was placed.
    held_at BIGINT NOT NULL,
    -- By whom, in the operator's words.
    held_by TEXT NOT NULL,
    -- When it was released; null: it has not been.
    released_at BIGINT,
    -- By whom.
    released_by TEXT,
    CONSTRAINT holds_pk PRIMARY KEY (number),
    CONSTRAINT holds_record CHECK
        ((brand IS NULL) = (recipient_type IS NULL) AND (brand IS NULL) = (channel IS NULL)),
    CONSTRAINT holds_recipient_type CHECK (recipient_type IN (1, 2)),
    CONSTRAINT holds_channel CHECK (channel IN (1, 2, 3)),
    CONSTRAINT holds_released CHECK ((released_at IS NULL) = (released_by IS NULL))
);
-- Before anything is erased all holds in force are read.
CREATE INDEX holds_in_force ON holds (recipient) WHERE released_at IS NULL;
