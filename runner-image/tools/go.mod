module gauntlet.invalid/runner

go 1.27
