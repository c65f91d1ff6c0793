INSERT INTO jobs (id, submission_id, status, attempt, max_attempts, fence, available_at, created_at)
VALUES ($1, $2, 'queued', 0, $3, 0, $4, $4)
