SELECT id, title, welcome, work_minutes, max_attempts, results, created_by, created_at, closed_at
FROM assessments WHERE id = $1
