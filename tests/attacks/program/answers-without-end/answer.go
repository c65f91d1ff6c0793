package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
)

func answer() int {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := fmt.Fprint(w, strings.Repeat("42\n", 1<<10)); err != nil {
				return
			}
		}
	})
	log.Fatal(http.ListenAndServe(os.Getenv("ADDR"), nil))
	return 42
}
