SELECT files_json FROM draft_history WHERE invitation_id = $1 AND challenge_slug = $2 AND revision = $3
