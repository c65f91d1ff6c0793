-- Accounts, assessments, invitations and drafts; submissions learn whom they belong to.
-- The same shape as sqlite/migrations/0002_assessments.sql.

CREATE TABLE accounts (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    email         TEXT    NOT NULL UNIQUE,
    name          TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    role          TEXT    NOT NULL CHECK (role IN ('owner', 'interviewer', 'author', 'viewer')),
    created_at    BIGINT NOT NULL,
    disabled_at   BIGINT
);

-- Of a token only its SHA-256 is stored: who reads the database cannot sign in.
CREATE TABLE sessions (
    token_sha256 TEXT    NOT NULL PRIMARY KEY,
    account_id   TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);

CREATE INDEX sessions_of_account ON sessions (account_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE assessments (
    id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    title        TEXT    NOT NULL,
    welcome      TEXT    NOT NULL,
    work_minutes BIGINT NOT NULL,
    max_attempts BIGINT NOT NULL,
    results      TEXT    NOT NULL CHECK (results IN ('at_once', 'after_end', 'never')),
    created_by   TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    created_at   BIGINT NOT NULL,
    closed_at    BIGINT
);

CREATE TABLE assessment_challenges (
    assessment_id     TEXT COLLATE "C" NOT NULL REFERENCES assessments (id),
    position          BIGINT NOT NULL,
    challenge_slug    TEXT    NOT NULL,
    challenge_version BIGINT NOT NULL,
    PRIMARY KEY (assessment_id, position),
    UNIQUE (assessment_id, challenge_slug)
);

-- An invitation waits until it is started or expires; the work clock runs from the start to the deadline.
CREATE TABLE invitations (
    id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    assessment_id    TEXT COLLATE "C" NOT NULL REFERENCES assessments (id),
    token_sha256     TEXT    NOT NULL UNIQUE,
    name             TEXT    NOT NULL,
    email            TEXT    NOT NULL,
    extra_percent    BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,
    opened_at        BIGINT,
    started_at       BIGINT,
    deadline_at      BIGINT,
    ended_at         BIGINT,
    ended_by         TEXT CHECK (ended_by IN ('candidate', 'clock', 'owner')),
    accommodation    TEXT,
    accommodation_at BIGINT,
    CHECK ((started_at IS NULL) = (deadline_at IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);

CREATE INDEX invitations_of_assessment ON invitations (assessment_id, created_at, id);
-- What the clock has to look at: those under way.
CREATE INDEX invitations_under_way ON invitations (deadline_at) WHERE ended_at IS NULL AND deadline_at IS NOT NULL;

-- What a candidate has written, by challenge: as it is now, and as it was.
CREATE TABLE drafts (
    invitation_id  TEXT COLLATE "C" NOT NULL REFERENCES invitations (id),
    challenge_slug TEXT    NOT NULL,
    revision       BIGINT NOT NULL,
    files_json     TEXT    NOT NULL,
    files_sha256   TEXT    NOT NULL,
    origin         TEXT    NOT NULL CHECK (origin IN ('browser', 'upload', 'api', 'git')),
    device         TEXT    NOT NULL,
    saved_at       BIGINT NOT NULL,
    PRIMARY KEY (invitation_id, challenge_slug)
);

CREATE TABLE draft_history (
    invitation_id  TEXT COLLATE "C" NOT NULL REFERENCES invitations (id),
    challenge_slug TEXT    NOT NULL,
    revision       BIGINT NOT NULL,
    files_json     TEXT    NOT NULL,
    origin         TEXT    NOT NULL,
    saved_at       BIGINT NOT NULL,
    PRIMARY KEY (invitation_id, challenge_slug, revision)
);

-- 'open' is what everyone may hand in where no invitation is asked for.
ALTER TABLE submissions ADD COLUMN purpose TEXT NOT NULL DEFAULT 'open'
    CHECK (purpose IN ('open', 'run', 'attempt', 'rehearsal'));
ALTER TABLE submissions ADD COLUMN invitation_id TEXT COLLATE "C" REFERENCES invitations (id);
ALTER TABLE submissions ADD COLUMN attempt_number BIGINT ;

CREATE INDEX submissions_of_invitation ON submissions (invitation_id, challenge_slug, created_at, id)
    WHERE invitation_id IS NOT NULL;
CREATE UNIQUE INDEX submissions_attempt_once ON submissions (invitation_id, challenge_slug, attempt_number)
    WHERE attempt_number IS NOT NULL;
