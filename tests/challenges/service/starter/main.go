// Service serves the answer.
package main

func main() {}
