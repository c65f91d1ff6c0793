INSERT INTO submissions (id, challenge_slug, challenge_version, author, source, files_json, files_sha256, status, created_at,
    idempotency_key, purpose, invitation_id, attempt_number)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $9, $10, $11, $12)
