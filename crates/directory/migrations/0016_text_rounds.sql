-- Parts of long text messages, so kept that a part of another message with the same reference begins a new
-- round in place of joining the old one, and that what is there after the wait can still be read.

-- Parts that wait for the others of their message.
CREATE TABLE waiting_text_parts (
    -- What is the same for all parts of one message: a keyed hash, 32 bytes.
    whole BYTEA NOT NULL,
    -- The part's own identity, as in received_texts.
    identity BYTEA NOT NULL,
    -- Which part it is, from 1.
    number BIGINT NOT NULL,
    -- Parts of one round are taken for one message; a part that is there with another text begins the next.
    round BIGINT NOT NULL,
    -- The round it was in when it first came.
    first_round BIGINT NOT NULL,
    -- 1: it belonged to a message that was whole and dealt with, else 0.
    dealt SMALLINT NOT NULL,
    -- The sender's pseudonym, 16 bytes.
    sender BYTEA NOT NULL,
    -- The part's text and its sender's address, sealed.
    body BYTEA NOT NULL,
    -- When it came; 0: it has waited long enough, because there were too many.
    received_at BIGINT NOT NULL,
    CONSTRAINT waiting_text_parts_pk PRIMARY KEY (whole, identity),
    CONSTRAINT waiting_text_parts_number CHECK (number >= 1),
    CONSTRAINT waiting_text_parts_dealt CHECK (dealt IN (0, 1))
);

INSERT INTO waiting_text_parts
    (whole, identity, number, round, first_round, dealt, sender, body, received_at)
SELECT whole, identity, number, 0, 0, 0, sender, body, received_at FROM text_parts;

DROP TABLE text_parts;

-- A sender's waiting parts are counted.
CREATE INDEX waiting_text_parts_by_sender ON waiting_text_parts (sender, received_at);

-- Parts that have waited long enough are read.
CREATE INDEX waiting_text_parts_by_age ON waiting_text_parts (received_at);
