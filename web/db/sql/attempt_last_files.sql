SELECT files_sha256 FROM submissions
WHERE invitation_id = $1 AND challenge_slug = $2 AND purpose = 'attempt' ORDER BY attempt_number DESC LIMIT 1
