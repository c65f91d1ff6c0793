-- By revision and not by time: the clock may have been set back.
SELECT saved_at FROM draft_history WHERE invitation_id = $1 AND challenge_slug = $2 ORDER BY revision DESC LIMIT 1
