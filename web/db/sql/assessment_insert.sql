INSERT INTO assessments (id, title, welcome, work_minutes, max_attempts, results, created_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
