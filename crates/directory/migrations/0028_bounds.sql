-- Mails to second signatories are counted by themselves, layouts of files are a partner's or the provider's, and old
-- verifications are found by their age alone.

-- Links that were sent to second signatories within the last day: counted, whatever became of the application.
CREATE TABLE application_links (
    -- The link, by its token's SHA-256.
    link BYTEA NOT NULL,
    -- Whom it was sent to: the address's pseudonym.
    recipient BYTEA NOT NULL,
    -- A MAC of the network that the application was begun from.
    network BYTEA NOT NULL,
    -- When.
    sent_at BIGINT NOT NULL,
    CONSTRAINT application_links_pk PRIMARY KEY (link)
);

-- Those to an address are counted.
CREATE INDEX application_links_by_recipient ON application_links (recipient, sent_at);

-- So are those of a network.
CREATE INDEX application_links_by_network ON application_links (network, sent_at);

-- Those of another day are forgotten.
CREATE INDEX application_links_by_age ON application_links (sent_at);

-- Those kept until now did not say whose files they are for. A layout is proposed only, and is kept again when the next
-- file is confirmed.
DROP TABLE upload_layouts;

-- How the columns of a brand's files are read, as somebody has confirmed it: proposed for the next file with the same
-- header of the provider, or of the same partner.
CREATE TABLE upload_layouts (
    -- The brand.
    brand BIGINT NOT NULL,
    -- The partner whose files they are; 0: the provider's own.
    partner BIGINT NOT NULL,
    -- SHA-256 of the header's names.
    header BYTEA NOT NULL,
    -- The layout, JSON, sealed.
    sealed_layout BYTEA NOT NULL,
    -- When it was confirmed last. The oldest go first where there are too many of one brand and partner.
    confirmed_at BIGINT NOT NULL,
    CONSTRAINT upload_layouts_pk PRIMARY KEY (brand, partner, header),
    CONSTRAINT upload_layouts_brand FOREIGN KEY (brand) REFERENCES brands (code)
);

-- Those of a country are counted among those of the last hour, by their age.
DROP INDEX verifications_by_country;

-- How many answers were recorded. Those of which none was are found without looking at the others, which are kept for years.
ALTER TABLE verifications ADD COLUMN recorded BIGINT NOT NULL DEFAULT 0;
UPDATE verifications SET recorded = (SELECT COUNT(*) FROM verification_answers
    WHERE verification = verifications.id AND seq IS NOT NULL);
CREATE INDEX verifications_unrecorded ON verifications (made_at) WHERE recorded = 0;

-- Those whose movements may have been erased are found by when they were answered.
CREATE INDEX verifications_recorded ON verifications (answered_at, id) WHERE recorded > 0;
