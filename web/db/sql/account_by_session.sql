-- Who holds that token, as long as it has not expired and the account opens anything.
SELECT a.id, a.email, a.name, a.password_hash, a.role, a.created_at, a.disabled_at
FROM sessions s JOIN accounts a ON a.id = s.account_id
WHERE s.token_sha256 = $1 AND s.expires_at > $2 AND a.disabled_at IS NULL
