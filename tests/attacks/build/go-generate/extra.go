package workerpool

//go:generate touch CANARY_FILE
