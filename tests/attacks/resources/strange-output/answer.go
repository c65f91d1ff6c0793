package open

import (
	"fmt"
)

func Answer() int {
	fmt.Print("\x1b[2J\x1b]0;owned\a<script>alert(1)</script>\x00\xff\xfe\r\n\u202egnp.exe\n")
	return 42
}
