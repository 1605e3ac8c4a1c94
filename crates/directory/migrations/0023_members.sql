-- The people of a provider who use its console: who they are, what each may do, who is signed in, and what they did; and
-- what the console shows of each channel.

-- The members. The number and the provider never change, and rows are never deleted, because the log of activity names them.
CREATE TABLE members (
    -- From 1, in the order of inviting; what the log of activity names them by.
    number BIGINT NOT NULL,
    -- The provider they work for.
    provider BIGINT NOT NULL,
    -- Their e-mail address, in lower case: what they sign in with, and where invitations go.
    email TEXT NOT NULL,
    -- What they are called on the pages.
    name TEXT NOT NULL,
    -- The password's argon2id hash as a PHC string; null: they have set none since they were invited last.
    password_hash TEXT,
    -- The secret of their one-time codes, sealed; null: none was made since they were invited last.
    sealed_secret BYTEA,
    -- The last step of time whose code was taken; null: none was. A code is taken once.
    taken_step BIGINT,
    -- 'invited', 'active' or 'kept out'.
    state TEXT NOT NULL,
    -- The SHA-256 of the open invitation's token; null: none is open. The token itself is not kept.
    invitation BYTEA,
    -- From when on the invitation is no good; null: none is open.
    invitation_ends_at BIGINT,
    -- When they were invited first.
    created_at BIGINT NOT NULL,
    -- The sum of number, provider, e-mail address, name, hash, secret, state and of when they were invited first.
    row_sum BYTEA,
    CONSTRAINT members_pk PRIMARY KEY (number),
    CONSTRAINT members_provider FOREIGN KEY (provider) REFERENCES providers (code),
    CONSTRAINT members_email UNIQUE (email),
    CONSTRAINT members_state CHECK (state IN ('invited', 'active', 'kept out')),
    CONSTRAINT members_invitation CHECK ((invitation IS NULL) = (invitation_ends_at IS NULL))
);
-- A provider's members are listed.
CREATE INDEX members_by_provider ON members (provider, number);
-- An invitation's link finds whom it is for.
CREATE UNIQUE INDEX members_by_invitation ON members (invitation);

-- What a member may do: at most one role for each brand, and one for all of the provider's brands.
CREATE TABLE member_roles (
    -- The member.
    member BIGINT NOT NULL,
    -- The brand's number; 0: all brands, those added later as well.
    place BIGINT NOT NULL,
    -- The brand; null: all brands.
    brand BIGINT,
    -- 'owner' (of all brands only), 'manager', 'editor', 'viewer' or 'answerer' of complaints.
    role TEXT NOT NULL,
    -- The sum of member, place, brand and role.
    row_sum BYTEA,
    CONSTRAINT member_roles_pk PRIMARY KEY (member, place),
    CONSTRAINT member_roles_member FOREIGN KEY (member) REFERENCES members (number),
    CONSTRAINT member_roles_brand FOREIGN KEY (brand) REFERENCES brands (code),
    CONSTRAINT member_roles_place CHECK (place = COALESCE(brand, 0)),
    CONSTRAINT member_roles_role CHECK (role IN ('owner', 'manager', 'editor', 'viewer', 'answerer')),
    CONSTRAINT member_roles_owner CHECK (role <> 'owner' OR brand IS NULL)
);

-- Codes that stand in for the second factor. A used one is deleted.
CREATE TABLE member_recovery_codes (
    -- Whose it is.
    member BIGINT NOT NULL,
    -- The code's SHA-256. The code itself is not kept.
    digest BYTEA NOT NULL,
    CONSTRAINT member_recovery_codes_pk PRIMARY KEY (member, digest),
    CONSTRAINT member_recovery_codes_member FOREIGN KEY (member) REFERENCES members (number)
);

-- What was done for a provider, by its members, its API users and the operator. Rows go with their age.
CREATE TABLE activity (
    -- In the order in which it was noted.
    number BIGINT NOT NULL,
    -- The provider.
    provider BIGINT NOT NULL,
    -- The brand it was about; null: none, or all.
    brand BIGINT,
    -- The member who did it; null: somebody else did.
    member BIGINT,
    -- The API user who did it; null: somebody else did. Neither a member nor a user: the operator.
    username TEXT,
    -- What was done, by its word.
    action TEXT NOT NULL,
    -- What it was done to: a number or a name of ours; empty: nothing more is to be said. Never an address.
    object TEXT NOT NULL,
    -- The recipient's pseudonym in the ledger; null: it was about none.
    recipient BYTEA,
    -- Words of ours about it, as the action has them; empty: none. Never an address.
    detail TEXT NOT NULL,
    -- When.
    at BIGINT NOT NULL,
    CONSTRAINT activity_pk PRIMARY KEY (number),
    CONSTRAINT activity_provider FOREIGN KEY (provider) REFERENCES providers (code),
    CONSTRAINT activity_brand FOREIGN KEY (brand) REFERENCES brands (code),
    CONSTRAINT activity_member FOREIGN KEY (member) REFERENCES members (number),
    CONSTRAINT activity_who CHECK (member IS NULL OR username IS NULL)
);
-- A provider's is listed, newest first.
CREATE INDEX activity_by_provider ON activity (provider, number);
-- What is old is forgotten.
CREATE INDEX activity_by_age ON activity (at);

-- How many records of a brand approve on a channel, at the end of the last day that was counted: what the days counted so
-- far come to, which themselves are forgotten after some years.
CREATE TABLE brand_channel_approvals (
    -- The brand.
    brand BIGINT NOT NULL,
    -- The channel.
    channel SMALLINT NOT NULL,
    -- First approvals and approvals after a refusal, less refusals after an approval.
    approvals BIGINT NOT NULL,
    CONSTRAINT brand_channel_approvals_pk PRIMARY KEY (brand, channel),
    CONSTRAINT brand_channel_approvals_brand FOREIGN KEY (brand) REFERENCES brands (code)
);
INSERT INTO brand_channel_approvals (brand, channel, approvals)
    SELECT brand, channel, SUM(approvals) - SUM(rejections) FROM brand_day_counts GROUP BY brand, channel;

-- The calls that are being served, while their table is made anew.
CREATE TABLE desk_calls_kept AS
    SELECT session, call, recipient, content, proven, expires_at FROM desk_calls;
DROP TABLE desk_calls;

-- The sessions, while their table is made anew with a column for members.
CREATE TABLE sessions_kept AS
    SELECT digest, person, staff, idle_at, ends_at FROM sessions;
DROP TABLE sessions;

-- Who is signed in. Signing out deletes the row.
CREATE TABLE sessions (
    -- The token's SHA-256. The token itself is not kept.
    digest BYTEA NOT NULL,
    -- The person whose it is; null: it is somebody else's.
    person BYTEA,
    -- The member of staff whose it is; null: it is somebody else's.
    staff BIGINT,
    -- The provider's member whose it is; null: it is somebody else's.
    member BIGINT,
    -- From when on it is no good, unless it is used before.
    idle_at BIGINT NOT NULL,
    -- From when on it is no good in any case.
    ends_at BIGINT NOT NULL,
    CONSTRAINT sessions_pk PRIMARY KEY (digest),
    CONSTRAINT sessions_person FOREIGN KEY (person) REFERENCES people (id),
    CONSTRAINT sessions_staff FOREIGN KEY (staff) REFERENCES staff (number),
    CONSTRAINT sessions_member FOREIGN KEY (member) REFERENCES members (number),
    CONSTRAINT sessions_subject CHECK (
        CASE WHEN person IS NULL THEN 0 ELSE 1 END
        + CASE WHEN staff IS NULL THEN 0 ELSE 1 END
        + CASE WHEN member IS NULL THEN 0 ELSE 1 END = 1
    )
);
INSERT INTO sessions (digest, person, staff, idle_at, ends_at)
    SELECT digest, person, staff, idle_at, ends_at FROM sessions_kept;
DROP TABLE sessions_kept;

-- Sessions are ended by whose they are, and counted against the most that one may hold.
CREATE INDEX sessions_by_person ON sessions (person, idle_at);
CREATE INDEX sessions_by_staff ON sessions (staff, idle_at);
CREATE INDEX sessions_by_member ON sessions (member, idle_at);

-- Ended sessions are purged.
CREATE INDEX sessions_by_age ON sessions (idle_at);

-- The caller each session serves, at most one. Ending the call deletes the row.
CREATE TABLE desk_calls (
    -- The session.
    session BYTEA NOT NULL,
    -- The call's own random number; binds what is sealed to it, and names it in the log of looks.
    call BYTEA NOT NULL,
    -- The caller's pseudonym in the ledger.
    recipient BYTEA NOT NULL,
    -- The caller's address, and why it is looked at, sealed by the ledger's key.
    content BYTEA NOT NULL,
    -- 0: the caller has proven nothing yet; 1: the address is proven, records may be looked at.
    proven SMALLINT NOT NULL,
    -- When it ends by itself.
    expires_at BIGINT NOT NULL,
    CONSTRAINT desk_calls_pk PRIMARY KEY (session),
    CONSTRAINT desk_calls_session FOREIGN KEY (session)
        REFERENCES sessions (digest) ON DELETE CASCADE,
    CONSTRAINT desk_calls_proven CHECK (proven IN (0, 1))
);
INSERT INTO desk_calls (session, call, recipient, content, proven, expires_at)
    SELECT session, call, recipient, content, proven, expires_at FROM desk_calls_kept;
DROP TABLE desk_calls_kept;
