module your/workerpool

go 1.99

toolchain go1.99.0-evil

require gauntlet v0.0.0

replace gauntlet => ./evil
