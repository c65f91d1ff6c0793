-- Submissions, their jobs, and the audit log. Timestamps are microseconds since 1970 (UTC), scores hundredths of a point.
-- The same shape as postgres/migrations/0001_submissions.sql; a change goes into both, as a new file.

CREATE TABLE submissions (
    id                TEXT    NOT NULL PRIMARY KEY,
    challenge_slug    TEXT    NOT NULL,
    challenge_version INTEGER NOT NULL,
    author            TEXT    NOT NULL DEFAULT '',
    source            TEXT    NOT NULL CHECK (source IN ('web', 'api')),
    files_json        TEXT    NOT NULL,
    files_sha256      TEXT    NOT NULL,
    status            TEXT    NOT NULL CHECK (status IN ('queued', 'running', 'finished', 'failed')),
    created_at        INTEGER NOT NULL,
    finished_at       INTEGER,
    verdict           TEXT,
    score_earned      INTEGER,
    score_max         INTEGER,
    summary           TEXT,
    report_json       TEXT,
    failure           TEXT,
    idempotency_key   TEXT UNIQUE
) STRICT;

CREATE INDEX submissions_newest ON submissions (created_at, id);
CREATE INDEX submissions_newest_of_challenge ON submissions (challenge_slug, created_at, id);
CREATE INDEX submissions_by_status ON submissions (status);

CREATE TABLE jobs (
    id            TEXT    NOT NULL PRIMARY KEY,
    submission_id TEXT    NOT NULL UNIQUE REFERENCES submissions (id),
    status        TEXT    NOT NULL CHECK (status IN ('queued', 'running', 'finished', 'failed')),
    attempt       INTEGER NOT NULL,
    max_attempts  INTEGER NOT NULL,
    fence         INTEGER NOT NULL,
    worker        TEXT,
    lease_until   INTEGER,
    available_at  INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    started_at    INTEGER,
    finished_at   INTEGER,
    progress_json TEXT,
    last_error    TEXT,
    CHECK ((status = 'running') = (lease_until IS NOT NULL))
) STRICT;

-- Claims walk this in order and stop at the first match. It holds open jobs only, so that it stays small for ever.
CREATE INDEX jobs_open ON jobs (available_at, id) WHERE status IN ('queued', 'running');

CREATE TABLE audit (
    id          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    actor       TEXT    NOT NULL,
    action      TEXT    NOT NULL,
    subject     TEXT    NOT NULL,
    detail_json TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_by_subject ON audit (subject, id);

CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_keeps_values BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
