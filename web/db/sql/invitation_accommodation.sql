UPDATE invitations SET accommodation = $2, accommodation_at = $3 WHERE id = $1 AND ended_at IS NULL
