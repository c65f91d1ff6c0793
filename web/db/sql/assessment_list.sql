-- Newest first.
SELECT id, title, welcome, work_minutes, max_attempts, results, created_by, created_at, closed_at
FROM assessments ORDER BY created_at DESC, id DESC LIMIT $1
