-- Back to the queue after a failure of ours, while attempts are left. The worker stays on record.
UPDATE jobs
SET status = 'queued', available_at = $3, last_error = $4, lease_until = NULL, started_at = NULL, progress_json = NULL
WHERE id = $1 AND fence = $2 AND status = 'running' AND attempt < max_attempts
RETURNING submission_id, attempt, max_attempts, worker
