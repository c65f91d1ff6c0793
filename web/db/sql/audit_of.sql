SELECT id, at, actor, action, subject, detail_json FROM audit WHERE subject = $1 ORDER BY id
