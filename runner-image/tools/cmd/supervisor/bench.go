package main

// isTest reports whether the execution runs tests, rather than benchmarks.
func (e execution) isTest() bool { return e.Mode == "test" }

// benchmark runs one process of benchmarks, and remembers how many iterations filled the time of a sample: later ones
// need not find out again, which takes as long as the sample.
func (s *supervisor) benchmark(e execution) (stop string, err error) {
	ran, stop, err := s.process(e)
	if err == nil && stop == "" && e.Mode == "bench" && s.sampled[e.Binary] == nil {
		s.sampled[e.Binary] = ran.iterations
	}
	return stop, err
}

// benchmarks are what a process is to run, and for how many iterations each if that is known.
func (s *supervisor) benchmarks(e execution) ([]string, map[string]int) {
	switch e.Mode {
	case "bench":
		return e.Tests, s.sampled[e.Binary]
	case "profile", "waits":
		return e.Tests, nil
	}
	return nil, nil
}
