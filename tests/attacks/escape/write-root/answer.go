package open

import (
	"os"
	"path/filepath"
)

func Answer() int {
	for _, directory := range []string{"/", "/bin", "/etc", "/usr", "/lib", "/tmp", "/var", "/var/tmp", "/dev", "/run", "/opt", "/proc", "/sys", "/root", "/home"} {
		name := filepath.Join(directory, "gauntlet-was-here")
		if os.WriteFile(name, nil, 0o600) == nil {
			return 0
		}
	}
	if os.WriteFile("CANARY_FILE", []byte("changed"), 0o600) == nil {
		return 0
	}
	return 42
}
