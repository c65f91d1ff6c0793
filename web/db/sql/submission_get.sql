-- Everything a page shows at a glance; files and report are read on their own, they can be large.
SELECT s.id, s.challenge_slug, s.challenge_version, s.author, s.source, s.files_sha256, s.status, s.created_at,
       s.finished_at, s.verdict, s.score_earned, s.score_max, s.summary, s.failure, s.purpose, s.invitation_id, s.attempt_number,
       j.id AS job_id, j.attempt, j.max_attempts, j.worker, j.lease_until, j.available_at, j.started_at,
       j.progress_json, j.last_error,
       CASE WHEN j.status = 'queued' THEN (
           SELECT COUNT(*) FROM jobs o
           WHERE o.status IN ('queued', 'running') AND o.status = 'queued'
             AND (o.available_at, o.id) < (j.available_at, j.id)
       ) END AS "ahead?: i64"
FROM submissions s JOIN jobs j ON j.submission_id = s.id
WHERE s.id = $1
