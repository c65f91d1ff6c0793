SELECT challenge_slug, challenge_version FROM assessment_challenges WHERE assessment_id = $1 ORDER BY position
