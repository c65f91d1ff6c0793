-- Submissions, their jobs, and the audit log. Timestamps are microseconds since 1970 (UTC), scores hundredths of a point.
-- The same shape as sqlite/migrations/0001_submissions.sql; a change goes into both, as a new file.
-- Ids collate by bytes ("C"), so that they sort as they do in SQLite, whatever the database's locale.

CREATE TABLE submissions (
    id                TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    challenge_slug    TEXT   NOT NULL,
    challenge_version BIGINT NOT NULL,
    author            TEXT   NOT NULL DEFAULT '',
    source            TEXT   NOT NULL CHECK (source IN ('web', 'api')),
    files_json        TEXT   NOT NULL,
    files_sha256      TEXT   NOT NULL,
    status            TEXT   NOT NULL CHECK (status IN ('queued', 'running', 'finished', 'failed')),
    created_at        BIGINT NOT NULL,
    finished_at       BIGINT,
    verdict           TEXT,
    score_earned      BIGINT,
    score_max         BIGINT,
    summary           TEXT,
    report_json       TEXT,
    failure           TEXT,
    idempotency_key   TEXT UNIQUE
);

CREATE INDEX submissions_newest ON submissions (created_at, id);
CREATE INDEX submissions_newest_of_challenge ON submissions (challenge_slug, created_at, id);
CREATE INDEX submissions_by_status ON submissions (status);

CREATE TABLE jobs (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    submission_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES submissions (id),
    status        TEXT   NOT NULL CHECK (status IN ('queued', 'running', 'finished', 'failed')),
    attempt       BIGINT NOT NULL,
    max_attempts  BIGINT NOT NULL,
    fence         BIGINT NOT NULL,
    worker        TEXT,
    lease_until   BIGINT,
    available_at  BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    started_at    BIGINT,
    finished_at   BIGINT,
    progress_json TEXT,
    last_error    TEXT,
    CHECK ((status = 'running') = (lease_until IS NOT NULL))
);

-- Claims walk this in order and stop at the first match. It holds open jobs only, so that it stays small for ever.
CREATE INDEX jobs_open ON jobs (available_at, id) WHERE status IN ('queued', 'running');

CREATE TABLE audit (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          BIGINT NOT NULL,
    actor       TEXT   NOT NULL,
    action      TEXT   NOT NULL,
    subject     TEXT   NOT NULL,
    detail_json TEXT   NOT NULL
);

CREATE INDEX audit_by_subject ON audit (subject, id);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END;
$$;

CREATE TRIGGER audit_keeps_rows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
