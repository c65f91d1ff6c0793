UPDATE jobs SET status = 'failed', finished_at = $3, last_error = $4, lease_until = NULL
WHERE id = $1 AND fence = $2 AND status = 'running'
RETURNING submission_id, attempt, max_attempts, worker
