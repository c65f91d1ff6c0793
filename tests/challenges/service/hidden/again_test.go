package main_test

import "testing"

func TestAnswerAgain(t *testing.T) { checkAnswer(t) }
