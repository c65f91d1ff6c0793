UPDATE submissions SET status = 'queued' WHERE id = $1
