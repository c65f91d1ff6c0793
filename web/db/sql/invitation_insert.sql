INSERT INTO invitations (id, assessment_id, token_sha256, name, email, extra_percent, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
