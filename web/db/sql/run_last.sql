SELECT MAX(created_at) AS "created_at?: i64" FROM submissions
WHERE invitation_id = $1 AND challenge_slug = $2 AND purpose = $3
