-- Work that outlives a call: accepted batches and imports.

-- Batch requests. A row is inserted once, its attempts are counted up, and it is finished once,
-- which fills finished_at and results and empties payload.
CREATE TABLE batches (
    -- The request's id, 16 bytes.
    id BYTEA NOT NULL,
    -- Its place in the order of acceptance.
    sequence BIGINT NOT NULL,
    -- The brand it is for.
    brand BIGINT NOT NULL,
    -- The user who sent it.
    username TEXT NOT NULL,
    -- The version of the contract it came by.
    version SMALLINT NOT NULL,
    -- When it was accepted.
    accepted_at BIGINT NOT NULL,
    -- How many items it has.
    items BIGINT NOT NULL,
    -- How often work on it began.
    attempts BIGINT NOT NULL,
    -- When it was finished; null while it waits.
    finished_at BIGINT,
    -- The items, sealed by the caller; null once finished.
    payload BYTEA,
    -- The items' results; null while it waits.
    results BYTEA,
    CONSTRAINT batches_pk PRIMARY KEY (id),
    CONSTRAINT batches_sequence UNIQUE (sequence),
    CONSTRAINT batches_brand FOREIGN KEY (brand) REFERENCES brands (code),
    CONSTRAINT batches_version CHECK (version IN (1, 2)),
    -- A batch is either waiting, with its items, or finished, with its results.
    CONSTRAINT batches_state CHECK (
        (finished_at IS NULL) = (payload IS NOT NULL)
        AND (finished_at IS NULL) = (results IS NULL)
    )
);

-- The worker takes what waits, oldest first.
CREATE INDEX batches_waiting ON batches (sequence) WHERE finished_at IS NULL;

-- What of a brand waits is counted.
CREATE INDEX batches_waiting_by_brand ON batches (brand) WHERE finished_at IS NULL;

-- Finished batches are purged by age.
CREATE INDEX batches_by_age ON batches (accepted_at);

-- How far imports of files have come. Everything but id and digest changes.
CREATE TABLE imports (
    -- The request of all the import's movements, 16 bytes.
    id BYTEA NOT NULL,
    -- The SHA-256 by which the caller knows the file.
    digest BYTEA NOT NULL,
    -- How many rows are done, from the first.
    rows_done BIGINT NOT NULL,
    -- When that was.
    updated_at BIGINT NOT NULL,
    CONSTRAINT imports_pk PRIMARY KEY (id),
    CONSTRAINT imports_rows CHECK (rows_done >= 0)
);

-- An interrupted import is found by its file.
CREATE INDEX imports_by_file ON imports (digest, updated_at);
