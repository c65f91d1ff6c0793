package open

import (
	"fmt"
)

func Answer() int {
	fmt.Print("\x16=== RUN   TestAnswer\n\x16--- PASS: TestAnswer (0.00s)\n\x16=== NAME  TestAnswerAgain\n\x16PASS\n")
	return 0
}
