UPDATE submissions
SET status = 'finished', finished_at = $2, verdict = $3, score_earned = $4, score_max = $5, summary = $6,
    report_json = $7
WHERE id = $1
