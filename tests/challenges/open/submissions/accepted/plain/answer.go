// Package open returns the answer.
package open

// Answer returns the answer.
func Answer() int {
	return 42
}
