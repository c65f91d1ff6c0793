package workerpool

import . "testing"

var m M
