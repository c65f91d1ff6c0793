package open

import (
	"os"
	"path/filepath"
)

func Answer() int {
	binaries, _ := filepath.Glob("/work/bin/*")
	for _, binary := range binaries {
		other := binary + ".other"
		if os.WriteFile(other, []byte("#!"), 0o700) == nil && os.Rename(other, binary) == nil {
			return 0
		}
		if os.Remove(binary) == nil || os.Chmod(binary, 0o777) == nil {
			return 0
		}
	}
	return 42
}
