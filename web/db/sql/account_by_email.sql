SELECT id, email, name, password_hash, role, created_at, disabled_at FROM accounts WHERE email = $1
