SELECT MAX(saved_at) AS "saved_at?: i64" FROM draft_history WHERE invitation_id = $1 AND challenge_slug = $2
