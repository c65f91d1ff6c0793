package workerpool

func init() { select {} }
