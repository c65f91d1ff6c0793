SELECT s.id, j.id AS job_id, s.challenge_slug, s.files_sha256, s.purpose
FROM submissions s JOIN jobs j ON j.submission_id = s.id
WHERE s.idempotency_key = $1
