-- What everybody may hand in, newest first: what a candidate hands in is theirs and the interviewers'. ($4, $5) is the last row of the page before. A filter that is NULL lets everything through. With $7 = 1, what
-- challenges_in_use.sql finds is left out.
SELECT id, challenge_slug, challenge_version, author, source, status, created_at, finished_at,
       verdict, score_earned, score_max, summary
FROM submissions
WHERE invitation_id IS NULL AND (CAST($1 AS TEXT) IS NULL OR challenge_slug = $1)
  AND (CAST($2 AS TEXT) IS NULL OR verdict = $2)
  AND (CAST($3 AS TEXT) IS NULL OR status = $3)
  AND (CAST($4 AS BIGINT) IS NULL OR (created_at, id) < ($4, $5))
  AND (CAST($7 AS BIGINT) = 0 OR challenge_slug NOT IN (
    SELECT c.challenge_slug FROM assessment_challenges c JOIN assessments a ON a.id = c.assessment_id
    WHERE a.closed_at IS NULL OR EXISTS (
      SELECT 1 FROM invitations i WHERE i.assessment_id = a.id AND i.started_at IS NOT NULL AND i.ended_at IS NULL)))
ORDER BY created_at DESC, id DESC
LIMIT $6
