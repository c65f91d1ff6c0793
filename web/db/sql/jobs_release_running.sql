-- After a crash: the attempt stays counted, so that a submission that brings the process down cannot do so for ever.
UPDATE jobs
SET status = 'queued', last_error = $1, lease_until = NULL, started_at = NULL, progress_json = NULL
WHERE status IN ('queued', 'running') AND status = 'running' AND attempt < max_attempts
RETURNING id, submission_id, attempt, max_attempts, worker
