SELECT status AS "status!: String", COUNT(*) AS "submissions!: i64" FROM submissions GROUP BY status
