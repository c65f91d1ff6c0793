//go:build ignore

package workerpool
