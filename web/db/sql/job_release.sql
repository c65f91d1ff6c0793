-- Given back unfinished and undamaged: the attempt is not counted, the place in the queue is kept.
UPDATE jobs
SET status = 'queued', attempt = attempt - 1, lease_until = NULL, started_at = NULL, progress_json = NULL
WHERE id = $1 AND fence = $2 AND status = 'running'
RETURNING submission_id, attempt, max_attempts, worker
