package workerpool_test

func init() {}
