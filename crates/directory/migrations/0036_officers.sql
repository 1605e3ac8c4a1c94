-- Officers: staff who work for the authority.

-- Where each works, at what, and what they sign in with beside their password.
CREATE TABLE officers (
    -- Who it is.
    staff BIGINT NOT NULL,
    -- The plate code of the province they work for; null: the whole country.
    province BIGINT,
    -- 'cases', 'supervision' or 'looks'.
    duty TEXT NOT NULL,
    -- The secret of their one-time codes, sealed.
    sealed_secret BYTEA NOT NULL,
    -- The step of time whose code was taken last; it and earlier ones are taken no more.
    taken_step BIGINT NOT NULL,
    -- When they were given all this.
    created_at BIGINT NOT NULL,
    -- The sum of all of these but the step, as in 0012.
    row_sum BYTEA,
    CONSTRAINT officers_pk PRIMARY KEY (staff),
    CONSTRAINT officers_staff FOREIGN KEY (staff) REFERENCES staff (number),
    CONSTRAINT officers_province CHECK (province BETWEEN 1 AND 81),
    CONSTRAINT officers_duty CHECK (duty IN ('cases', 'supervision', 'looks'))
);

-- Codes that stand in for the second factor. A used one is deleted.
CREATE TABLE officer_recovery_codes (
    -- Whose it is.
    staff BIGINT NOT NULL,
    -- The code's SHA-256. The code itself is not kept.
    digest BYTEA NOT NULL,
    CONSTRAINT officer_recovery_codes_pk PRIMARY KEY (staff, digest),
    CONSTRAINT officer_recovery_codes_staff FOREIGN KEY (staff) REFERENCES officers (staff)
);
