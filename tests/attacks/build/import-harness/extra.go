package workerpool

import "gauntlet/harness"

func init() { harness.Main(nil, nil) }
