-- The first in line that is free, or that a worker let lapse with attempts left. SQLite has one writer at a time
-- (BEGIN IMMEDIATE), so nobody else can be choosing; ../../postgres/sql/job_claim.sql has to lock the row.
UPDATE jobs
SET status = 'running', attempt = attempt + 1, fence = fence + 1, worker = $2, lease_until = $3, started_at = $1,
    progress_json = NULL
WHERE id = (
    SELECT id FROM jobs
    WHERE status IN ('queued', 'running')
      AND ((status = 'queued' AND available_at <= $1)
        OR (status = 'running' AND lease_until < $1 AND attempt < max_attempts))
    ORDER BY available_at, id
    LIMIT 1
)
RETURNING id, submission_id, attempt, max_attempts, fence
