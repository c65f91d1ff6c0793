package initexit

import "testing"

func TestNothing(t *testing.T) {}
