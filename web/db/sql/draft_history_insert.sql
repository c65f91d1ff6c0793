INSERT INTO draft_history (invitation_id, challenge_slug, revision, files_json, origin, saved_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (invitation_id, challenge_slug, revision) DO NOTHING
