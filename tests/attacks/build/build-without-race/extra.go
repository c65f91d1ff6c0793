//go:build !race

package workerpool

const fast = true
