UPDATE jobs SET progress_json = $3 WHERE id = $1 AND fence = $2 AND status = 'running'
