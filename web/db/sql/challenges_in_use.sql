-- What open assessments ask, and closed ones that somebody still works on.
SELECT DISTINCT c.challenge_slug FROM assessment_challenges c JOIN assessments a ON a.id = c.assessment_id
WHERE a.closed_at IS NULL OR EXISTS (
  SELECT 1 FROM invitations i WHERE i.assessment_id = a.id AND i.started_at IS NOT NULL AND i.ended_at IS NULL)
