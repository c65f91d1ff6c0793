package workerpool

import `os`

func init() { os.Exit(0) }
