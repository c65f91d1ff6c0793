UPDATE assessments SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL
