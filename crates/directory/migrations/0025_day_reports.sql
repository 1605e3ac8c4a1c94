-- What a brand is told of its days beside the contract, and the receipts of the lists it has had checked.

-- What a completed day has, counted by all that is asked of it. A day that was closed before has no rows until somebody
-- asks.
CREATE TABLE brand_day_groups (
    -- The brand.
    brand BIGINT NOT NULL,
    -- The day.
    day TEXT NOT NULL,
    -- The group's number within the day, from 0.
    number BIGINT NOT NULL,
    -- The channel: 1 call, 2 text message, 3 e-mail.
    channel SMALLINT NOT NULL,
    -- The recipients' type: 1 individual, 2 merchant.
    recipient_type SMALLINT NOT NULL,
    -- Where they were expressed; null: nobody says.
    source SMALLINT,
    -- The retailer that took them; null: none did. 0: one of those that are not counted by themselves.
    retailer BIGINT,
    -- 1 approvals, 2 refusals.
    status SMALLINT NOT NULL,
    -- How many movements there are.
    movements BIGINT NOT NULL,
    CONSTRAINT brand_day_groups_pk PRIMARY KEY (brand, day, number),
    CONSTRAINT brand_day_groups_day FOREIGN KEY (brand, day) REFERENCES brand_days (brand, day)
        ON DELETE CASCADE,
    CONSTRAINT brand_day_groups_type CHECK (recipient_type IN (1, 2)),
    CONSTRAINT brand_day_groups_channel CHECK (channel IN (1, 2, 3)),
    CONSTRAINT brand_day_groups_status CHECK (status IN (1, 2))
);

-- How the last file that a brand has had compared with a day stood to it. Of the file itself nothing is kept.
CREATE TABLE brand_day_comparisons (
    -- The brand.
    brand BIGINT NOT NULL,
    -- The day.
    day TEXT NOT NULL,
    -- When it was compared.
    compared_at BIGINT NOT NULL,
    -- The SHA-384 of the file that was given.
    digest BYTEA NOT NULL,
    -- How many movements both have alike.
    alike BIGINT NOT NULL,
    -- How many the registry alone has.
    only_here BIGINT NOT NULL,
    -- How many the file alone has.
    only_there BIGINT NOT NULL,
    -- How many both have, in which they differ.
    different BIGINT NOT NULL,
    -- How many rows of the file could not be read.
    unreadable BIGINT NOT NULL,
    CONSTRAINT brand_day_comparisons_pk PRIMARY KEY (brand, day),
    CONSTRAINT brand_day_comparisons_day FOREIGN KEY (brand, day) REFERENCES brand_days (brand, day)
        ON DELETE CASCADE
);

-- The receipts of files that were checked, for whoever had them checked to fetch. No address is in them.
CREATE TABLE check_runs (
    -- The run.
    id TEXT NOT NULL,
    -- The brand it was made for.
    brand BIGINT NOT NULL,
    -- When it had ended.
    ended_at BIGINT NOT NULL,
    -- The receipt, as it is given out.
    receipt TEXT NOT NULL,
    CONSTRAINT check_runs_pk PRIMARY KEY (id),
    CONSTRAINT check_runs_brand FOREIGN KEY (brand) REFERENCES brands (code)
);

-- Those of another month are forgotten.
CREATE INDEX check_runs_by_age ON check_runs (ended_at);

-- A brand's last ones are listed.
CREATE INDEX check_runs_by_brand ON check_runs (brand, ended_at);
