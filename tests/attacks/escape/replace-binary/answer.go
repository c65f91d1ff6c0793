package open

import (
	"os"
	"path/filepath"
)

func Answer() int {
	binary, err := os.Executable()
	if err != nil {
		return 0
	}
	for _, target := range []string{binary, filepath.Dir(binary), "/opt/gauntlet/bin/supervisor"} {
		other := target + ".other"
		if os.WriteFile(other, []byte("#!"), 0o700) == nil || os.Rename(target, other) == nil {
			return 0
		}
		if os.Remove(target) == nil || os.Chmod(target, 0o777) == nil || os.Truncate(target, 0) == nil {
			return 0
		}
	}
	return 42
}
