-- Those whose time is up, first come first served.
SELECT id, assessment_id, name, email, extra_percent, created_at, expires_at, opened_at, started_at, deadline_at,
       ended_at, ended_by, accommodation, accommodation_at
FROM invitations WHERE ended_at IS NULL AND deadline_at <= $1 ORDER BY deadline_at, id LIMIT $2
