// +build ignore

package workerpool
