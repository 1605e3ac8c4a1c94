-- Closed telephone lines, and who may report them.

-- Intermediaries the operator of the registry has named reporters of closed lines; a row is the fact.
CREATE TABLE line_reporters (
    -- The intermediary.
    intermediary BIGINT NOT NULL,
    -- Since when.
    named_at BIGINT NOT NULL,
    CONSTRAINT line_reporters_pk PRIMARY KEY (intermediary),
    CONSTRAINT line_reporters_intermediary
        FOREIGN KEY (intermediary) REFERENCES intermediaries (code)
);

-- Closings of lines. Rows are never deleted: they keep the next owner of a number from what was the
-- former one's.
CREATE TABLE line_closures (
    -- The number: the ledger's pseudonym.
    recipient BYTEA NOT NULL,
    -- When the line was closed.
    closed_at BIGINT NOT NULL,
    -- When that was first reported.
    reported_at BIGINT NOT NULL,
    -- By which intermediary.
    intermediary BIGINT NOT NULL,
    CONSTRAINT line_closures_pk PRIMARY KEY (recipient, closed_at),
    CONSTRAINT line_closures_intermediary
        FOREIGN KEY (intermediary) REFERENCES intermediaries (code)
);
