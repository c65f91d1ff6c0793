INSERT INTO audit (at, actor, action, subject, detail_json) VALUES ($1, $2, $3, $4, $5)
