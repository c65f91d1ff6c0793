-- Once, in time, and not after it was withdrawn.
UPDATE invitations SET started_at = $2, deadline_at = $3
WHERE id = $1 AND started_at IS NULL AND ended_at IS NULL AND expires_at > $2
