-- Whatever counts a candidate's attempts or looks at their last save waits for whoever does so at the same time.
SELECT id, assessment_id, name, email, extra_percent, created_at, expires_at, opened_at, started_at, deadline_at,
       ended_at, ended_by, accommodation, accommodation_at
FROM invitations WHERE id = $1 FOR UPDATE
