-- One table of who is signed in at the pages, in place of one for people and one for staff. Each kind of subject is a
-- column, so that no session outlives whom it is of.

-- Who is signed in. Signing out deletes the row.
CREATE TABLE sessions (
    -- The token's SHA-256. The token itself is not kept.
    digest BYTEA NOT NULL,
    -- The person whose it is; null: it is somebody else's.
    person BYTEA,
    -- The member of staff whose it is; null: it is somebody else's.
    staff BIGINT,
    -- From when on it is no good, unless it is used before.
    idle_at BIGINT NOT NULL,
    -- From when on it is no good in any case.
    ends_at BIGINT NOT NULL,
    CONSTRAINT sessions_pk PRIMARY KEY (digest),
    CONSTRAINT sessions_person FOREIGN KEY (person) REFERENCES people (id),
    CONSTRAINT sessions_staff FOREIGN KEY (staff) REFERENCES staff (number),
    CONSTRAINT sessions_subject CHECK ((person IS NULL) <> (staff IS NULL))
);
INSERT INTO sessions (digest, person, idle_at, ends_at)
    SELECT digest, person, idle_at, ends_at FROM person_sessions;
INSERT INTO sessions (digest, staff, idle_at, ends_at)
    SELECT digest, staff, idle_at, expires_at FROM staff_sessions;

-- Sessions are ended by whose they are, and counted against the most that one may hold.
CREATE INDEX sessions_by_person ON sessions (person, idle_at);
CREATE INDEX sessions_by_staff ON sessions (staff, idle_at);

-- Ended sessions are purged.
CREATE INDEX sessions_by_age ON sessions (idle_at);

-- The calls that are being served, while their table is made anew.
CREATE TABLE desk_calls_kept AS
    SELECT session, call, recipient, content, proven, expires_at FROM desk_calls;
DROP TABLE desk_calls;

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
DROP TABLE staff_sessions;
DROP TABLE person_sessions;
