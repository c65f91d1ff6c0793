-- Newest first: the newest ones, and every attempt, since the best one counts however long ago it was.
SELECT id, challenge_slug, purpose, attempt_number, status, created_at, finished_at, verdict, score_earned, score_max, summary
FROM submissions WHERE invitation_id = $1 AND (CAST($2 AS TEXT) IS NULL OR challenge_slug = $2) AND (purpose = 'attempt'
  OR id IN (SELECT id FROM submissions WHERE invitation_id = $1 AND (CAST($2 AS TEXT) IS NULL OR challenge_slug = $2)
    ORDER BY created_at DESC, id DESC LIMIT $3))
ORDER BY created_at DESC, id DESC
