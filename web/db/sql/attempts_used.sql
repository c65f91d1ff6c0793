-- What counts: neither what did not compile nor what we failed to grade. What is under way counts until it is known.
SELECT COUNT(CASE WHEN status <> 'failed' AND COALESCE(verdict, '') <> 'compile_error' THEN 1 END) AS "used!: i64",
       COALESCE(MAX(attempt_number), 0) AS "last!: i64"
FROM submissions WHERE invitation_id = $1 AND challenge_slug = $2 AND purpose = 'attempt'
