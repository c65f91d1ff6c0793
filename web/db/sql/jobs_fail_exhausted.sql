-- Running jobs whose lease ended before $2 and that have no attempt left. $2 is NULL for: whatever the lease.
UPDATE jobs SET status = 'failed', finished_at = $1, last_error = $3, lease_until = NULL
WHERE status IN ('queued', 'running') AND status = 'running' AND attempt >= max_attempts
  AND (CAST($2 AS BIGINT) IS NULL OR lease_until < $2)
RETURNING id, submission_id, attempt, max_attempts, worker
