package main

func answer() int {
	var answers map[string]int
	answers["everything"] = 42
	return 42
}
