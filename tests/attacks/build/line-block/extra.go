package workerpool

/*line testing.go:1*/ func moved() {}
