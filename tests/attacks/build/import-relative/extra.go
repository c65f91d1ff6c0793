package workerpool

import _ "../tests"
