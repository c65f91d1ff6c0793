// Package fanout runs the stages of a pipeline with bounded parallelism.
package fanout

import (
	"context"
	"errors"
	"iter"
)

// An Order says in which order Map yields its results.
type Order int

const (
	InputOrder      Order = iota // as the source yielded the values
	CompletionOrder              // as the calls returned
)

var errNotImplemented = errors.New("fanout: not implemented")

// Map calls f for each value of source, at most workers calls at once, and
// yields the results in the given order. The first error in that order ends
// the sequence. Map panics if workers < 1 or order is unknown.
func Map[In, Out any](
	ctx context.Context,
	workers int,
	order Order,
	source iter.Seq2[In, error],
	f func(context.Context, In) (Out, error),
) iter.Seq2[Out, error] {
	return func(yield func(Out, error) bool) {
		var zero Out
		yield(zero, errNotImplemented)
	}
}

// Merge yields the values of all sources as they come. The first error ends
// the sequence.
func Merge[T any](ctx context.Context, sources ...iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		yield(zero, errNotImplemented)
	}
}
