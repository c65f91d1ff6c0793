-- Newest first.
SELECT revision, origin, saved_at FROM draft_history
WHERE invitation_id = $1 AND challenge_slug = $2 ORDER BY revision DESC LIMIT $3
