package workerpool

const (
	a = 1 << 500
	b = a * a
	c = b * b
	d = c * c
)

var x = d
