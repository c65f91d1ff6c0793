SELECT report_json FROM submissions WHERE id = $1
