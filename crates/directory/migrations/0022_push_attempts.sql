-- An endpoint that stays away pauses its connection, whose place is kept; what was tried is kept for the brand to see.

-- Since when every try has failed; null: the last one did not.
ALTER TABLE push_connections ADD COLUMN failing_since BIGINT;
-- The key that messages are signed with, sealed; null: none was asked for.
ALTER TABLE push_connections ADD COLUMN sealed_secret BYTEA;

-- Movements that a connection is sent once more, at most one stretch at a time. Sent whole, the row goes.
CREATE TABLE push_replays (
    -- The connection.
    connection TEXT NOT NULL,
    -- The number of the next movement to send.
    next_seq BIGINT NOT NULL,
    -- The number of the first movement that is not sent.
    end_seq BIGINT NOT NULL,
    CONSTRAINT push_replays_pk PRIMARY KEY (connection),
    CONSTRAINT push_replays_connection
        FOREIGN KEY (connection) REFERENCES push_connections (id) ON DELETE CASCADE,
    CONSTRAINT push_replays_order CHECK (next_seq < end_seq)
);

-- Posts to endpoints, each as it ended. They go with their connection, with their age, and where there are too many.
CREATE TABLE push_attempts (
    -- In the order in which they ended.
    number BIGINT NOT NULL,
    -- The connection.
    connection TEXT NOT NULL,
    -- When it was made.
    at BIGINT NOT NULL,
    -- The number of the first movement in it.
    first_seq BIGINT NOT NULL,
    -- The number of the last movement in it.
    last_seq BIGINT NOT NULL,
    -- How many movements were in it.
    movements BIGINT NOT NULL,
    -- Whether they were sent once more, at the brand's wish.
    replayed SMALLINT NOT NULL,
    -- 'answered', 'timed out', 'unreachable' or 'not called'.
    ending TEXT NOT NULL,
    -- The answer's HTTP status; null: there was no answer.
    status BIGINT,
    -- How the answer's body began, sealed; null: it had none.
    sealed_answer BYTEA,
    CONSTRAINT push_attempts_pk PRIMARY KEY (number),
    CONSTRAINT push_attempts_connection
        FOREIGN KEY (connection) REFERENCES push_connections (id) ON DELETE CASCADE,
    CONSTRAINT push_attempts_replayed CHECK (replayed IN (0, 1))
);

-- A connection's are listed, and counted against the most that are kept.
CREATE INDEX push_attempts_by_connection ON push_attempts (connection, number);

-- Those of another month are forgotten.
CREATE INDEX push_attempts_by_age ON push_attempts (at);
