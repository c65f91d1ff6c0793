package open

import (
	"os"
	"strings"
)

func Answer() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":\t")
		// The bounding set is what the supervisor has; no-new-privileges keeps it out of reach.
		if strings.HasPrefix(name, "Cap") && value != "0000000000000000" && (name != "CapBnd" || value != "00000000000000e0") {
			return 0
		}
		if name == "NoNewPrivs" && value != "1" || name == "Seccomp" && value != "2" {
			return 0
		}
	}
	return 42
}
