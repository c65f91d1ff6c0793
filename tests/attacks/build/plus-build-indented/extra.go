//	+build !race

package workerpool
