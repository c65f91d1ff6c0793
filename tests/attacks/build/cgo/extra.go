package workerpool

import "C"
