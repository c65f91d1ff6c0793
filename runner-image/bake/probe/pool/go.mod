module your/workerpool

go 1.27

require gauntlet v0.0.0

replace gauntlet => /probe/gauntlet
