-- The call centre's desk: who works there, whom they serve, what they have looked at; and complaints.

-- The operator's staff. The number and the name never change; rows are never deleted, because the
-- log of looks tells people of them.
CREATE TABLE staff (
    -- What people are told an entry of the log was made by; from 1001, in the order of adding.
    number BIGINT NOT NULL,
    -- The name to sign in with, in lower case.
    username TEXT NOT NULL,
    -- The password's argon2id hash as a PHC string.
    password_hash TEXT NOT NULL,
    -- 'agent' of the call centre, or 'authority'.
    role TEXT NOT NULL,
    -- The office they work for, as people are told it.
    office TEXT NOT NULL,
    -- 1 if kept out, else 0.
    disabled SMALLINT NOT NULL,
    -- Passwords tried since the last right one, those still being looked at included.
    tries BIGINT NOT NULL,
    -- Until when no password is good; null: it was never locked, or a right password came since.
    locked_until BIGINT,
    -- When it was added.
    created_at BIGINT NOT NULL,
    CONSTRAINT staff_pk PRIMARY KEY (number),
    CONSTRAINT staff_username UNIQUE (username),
    CONSTRAINT staff_role CHECK (role IN ('agent', 'authority')),
    CONSTRAINT staff_disabled CHECK (disabled IN (0, 1)),
    CONSTRAINT staff_tries CHECK (tries >= 0)
);

-- Who is signed in at the desk. Signing out deletes the row.
CREATE TABLE staff_sessions (
    -- The token's SHA-256. The token itself is not kept.
    digest BYTEA NOT NULL,
    -- Whose it is.
    staff BIGINT NOT NULL,
    -- From when on it is no good, however much it is used.
    expires_at BIGINT NOT NULL,
    -- From when on it is no good if it is not used before.
    idle_at BIGINT NOT NULL,
    CONSTRAINT staff_sessions_pk PRIMARY KEY (digest),
    CONSTRAINT staff_sessions_staff FOREIGN KEY (staff) REFERENCES staff (number)
);
-- A password changed or a member of staff kept out ends their sessions.
CREATE INDEX staff_sessions_by_staff ON staff_sessions (staff);

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
        REFERENCES staff_sessions (digest) ON DELETE CASCADE,
    CONSTRAINT desk_calls_proven CHECK (proven IN (0, 1))
);

-- The log of looks: who of the staff has seen what of whom, when and why. Rows are never changed.
CREATE TABLE accesses (
    -- Numbered from 1, in the order of looking.
    number BIGINT NOT NULL,
    -- Whose records: the pseudonym in the ledger.
    recipient BYTEA NOT NULL,
    -- Who looked.
    staff BIGINT NOT NULL,
    -- As what: the role of that time.
    role TEXT NOT NULL,
    -- For which office, at that time.
    office TEXT NOT NULL,
    -- The call or the case within which it was looked.
    occasion BYTEA NOT NULL,
    -- Why, by its code.
    reason TEXT NOT NULL,
    -- How the person's agreement was known: 'code', 'network', or 'case' where none is needed.
    proof TEXT NOT NULL,
    -- What was written beside the reason and the proof, sealed by the ledger's key.
    note BYTEA NOT NULL,
    -- What was seen: 'records', or the record's brand, recipient type and channel, or 'complaint'.
    seen TEXT NOT NULL,
    -- When.
    at BIGINT NOT NULL,
    CONSTRAINT accesses_pk PRIMARY KEY (number),
    CONSTRAINT accesses_once UNIQUE (occasion, staff, recipient, seen),
    CONSTRAINT accesses_staff FOREIGN KEY (staff) REFERENCES staff (number),
    CONSTRAINT accesses_role CHECK (role IN ('agent', 'authority')),
    CONSTRAINT accesses_proof CHECK (proof IN ('code', 'network', 'case'))
);
-- People are shown who has looked at their records.
CREATE INDEX accesses_by_recipient ON accesses (recipient, number);

-- Complaints, drafts among them.
CREATE TABLE complaints (
    -- Random; names the draft in pages and binds what is sealed to it.
    id BYTEA NOT NULL,
    -- What people call it by; null while it is a draft.
    number TEXT,
    -- The account that files it; null: it is filed at the desk for a caller.
    person BYTEA,
    -- Who files it for a caller.
    staff BIGINT,
    -- The pseudonym of the address it came to; null in a draft that does not say so yet.
    recipient BYTEA,
    -- 'draft', 'filed', or how far it has come since.
    state TEXT NOT NULL,
    -- What the complainant says, sealed by the ledger's key.
    content BYTEA NOT NULL,
    -- What was on record when it was filed, sealed in the same way; null while it is a draft.
    evidence BYTEA,
    -- When it was begun.
    created_at BIGINT NOT NULL,
    -- When it was last written to.
    changed_at BIGINT NOT NULL,
    -- When it was filed; null while it is a draft.
    filed_at BIGINT,
    CONSTRAINT complaints_pk PRIMARY KEY (id),
    CONSTRAINT complaints_number UNIQUE (number),
    CONSTRAINT complaints_staff FOREIGN KEY (staff) REFERENCES staff (number),
    CONSTRAINT complaints_state CHECK (state IN ('draft', 'filed', 'answered', 'closed')),
    CONSTRAINT complaints_by CHECK ((person IS NULL) = (staff IS NOT NULL)),
    CONSTRAINT complaints_by_desk CHECK (person IS NOT NULL OR recipient IS NOT NULL),
    CONSTRAINT complaints_filed CHECK ((state = 'draft') = (filed_at IS NULL)
        AND (state = 'draft') = (number IS NULL) AND (state = 'draft') = (evidence IS NULL)
        AND (state = 'draft' OR recipient IS NOT NULL))
);
-- People are shown theirs, and may file so many a day.
CREATE INDEX complaints_by_person ON complaints (person, created_at);
-- Those filed at the desk are their callers'.
CREATE INDEX complaints_by_caller ON complaints (recipient, created_at) WHERE person IS NULL;

-- The image of a complaint, apart from it so that lists need not read it.
CREATE TABLE complaint_images (
    -- The complaint.
    complaint BYTEA NOT NULL,
    -- What kind of image: 'png', 'jpeg' or 'webp'.
    kind TEXT NOT NULL,
    -- The image, sealed by the ledger's key.
    image BYTEA NOT NULL,
    CONSTRAINT complaint_images_pk PRIMARY KEY (complaint),
    CONSTRAINT complaint_images_complaint FOREIGN KEY (complaint)
        REFERENCES complaints (id) ON DELETE CASCADE,
    CONSTRAINT complaint_images_kind CHECK (kind IN ('png', 'jpeg', 'webp'))
);

-- What has become of a complaint, step by step.
CREATE TABLE complaint_steps (
    -- The complaint.
    complaint BYTEA NOT NULL,
    -- From 0, in order.
    position BIGINT NOT NULL,
    -- 'filed', or what came after it.
    step TEXT NOT NULL,
    -- When.
    at BIGINT NOT NULL,
    CONSTRAINT complaint_steps_pk PRIMARY KEY (complaint, position),
    CONSTRAINT complaint_steps_complaint FOREIGN KEY (complaint)
        REFERENCES complaints (id) ON DELETE CASCADE
);
