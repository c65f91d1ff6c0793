package open_test

import (
	"testing"

	"your/open"
)

func TestAnswerAgain(t *testing.T) {
	if got := open.Answer(); got != 42 {
		t.Fatalf("Answer() = %d, want 42", got)
	}
}
