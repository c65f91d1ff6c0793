SELECT files_json FROM submissions WHERE id = $1
