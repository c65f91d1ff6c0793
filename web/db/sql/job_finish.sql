-- The fence decides: whoever holds an older one changes nothing.
UPDATE jobs SET status = 'finished', finished_at = $3, lease_until = NULL
WHERE id = $1 AND fence = $2 AND status = 'running'
RETURNING submission_id, attempt, max_attempts, worker
