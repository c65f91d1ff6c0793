INSERT INTO assessment_challenges (assessment_id, position, challenge_slug, challenge_version) VALUES ($1, $2, $3, $4)
