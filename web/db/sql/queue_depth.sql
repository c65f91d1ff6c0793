SELECT COUNT(*) FILTER (WHERE status = 'queued' AND available_at <= $1) AS "ready!: i64",
       COUNT(*) FILTER (WHERE status = 'queued' AND available_at > $1) AS "delayed!: i64",
       COUNT(*) FILTER (WHERE status = 'running' AND lease_until >= $1) AS "running!: i64",
       COUNT(*) FILTER (WHERE status = 'running' AND lease_until < $1) AS "lapsed!: i64",
       MIN(available_at) FILTER (WHERE status = 'queued' AND available_at <= $1) AS "oldest_ready_at?: i64"
FROM jobs
WHERE status IN ('queued', 'running')
