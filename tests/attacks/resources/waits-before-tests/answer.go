package open

func init() { select {} }

func Answer() int { return 42 }
