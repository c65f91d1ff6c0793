SELECT COUNT(*) AS "count!: i64" FROM accounts WHERE role = $1 AND disabled_at IS NULL
