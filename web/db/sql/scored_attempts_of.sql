-- In the order in which they were handed in: of equal ones the first counts.
SELECT s.id, s.invitation_id AS "invitation_id!: String", s.challenge_slug, s.verdict AS "verdict!: String", s.score_earned AS "score_earned!: i64", s.score_max AS "score_max!: i64"
FROM submissions s JOIN invitations i ON i.id = s.invitation_id
WHERE i.assessment_id = $1 AND s.purpose = 'attempt' AND s.verdict IS NOT NULL AND s.score_earned IS NOT NULL AND s.score_max IS NOT NULL
ORDER BY s.created_at, s.id
