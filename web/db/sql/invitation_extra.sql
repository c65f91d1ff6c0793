UPDATE invitations SET extra_percent = $2, deadline_at = $3 WHERE id = $1 AND ended_at IS NULL
