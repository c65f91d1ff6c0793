-- Stores nothing when the idempotency key is known already; the caller then reads what the key stands for.
INSERT INTO submissions (id, challenge_slug, challenge_version, author, source, files_json, files_sha256, status, created_at, idempotency_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $9)
ON CONFLICT (idempotency_key) DO NOTHING
