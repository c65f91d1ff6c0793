SELECT challenge_slug, revision FROM drafts WHERE invitation_id = $1
