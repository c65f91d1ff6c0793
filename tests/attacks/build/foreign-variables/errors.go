package workerpool

import "context"

func init() {
	context.Canceled = ErrClosed
	for _, context.DeadlineExceeded = range []error{ErrClosed} {
	}
}
