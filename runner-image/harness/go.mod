module gauntlet

go 1.27
