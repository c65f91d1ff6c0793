INSERT INTO drafts (invitation_id, challenge_slug, revision, files_json, files_sha256, origin, device, saved_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (invitation_id, challenge_slug) DO UPDATE
SET revision = excluded.revision, files_json = excluded.files_json, files_sha256 = excluded.files_sha256,
    origin = excluded.origin, device = excluded.device, saved_at = excluded.saved_at
