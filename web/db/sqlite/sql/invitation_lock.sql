-- Within BEGIN IMMEDIATE nobody else writes; ../../postgres/sql/invitation_lock.sql has to lock the row.
SELECT id, assessment_id, name, email, extra_percent, created_at, expires_at, opened_at, started_at, deadline_at,
       ended_at, ended_by, accommodation, accommodation_at
FROM invitations WHERE id = $1
