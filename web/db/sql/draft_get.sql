SELECT challenge_slug, revision, files_json, files_sha256, origin, device, saved_at
FROM drafts WHERE invitation_id = $1 AND challenge_slug = $2
