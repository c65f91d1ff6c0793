UPDATE submissions SET status = 'failed', finished_at = $2, failure = $3 WHERE id = $1
