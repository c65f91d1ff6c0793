-- Those whose time is up, first come first served.
SELECT id FROM invitations WHERE ended_at IS NULL AND deadline_at <= $1 ORDER BY deadline_at, id LIMIT $2
