UPDATE submissions SET status = 'running' WHERE id = $1
RETURNING challenge_slug, challenge_version, files_json, purpose, invitation_id
