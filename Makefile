# Everything that people and CI run. The work is in scripts/; here is the order of it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules

CARGO_FLAGS := --workspace --locked

.PHONY: help up down image gauntlet-image assets fmt lint sqlcheck test test-fast test-browser fuzz soak-promises soak-verdicts soak-bench bench-detect bench-latency bench-throughput bench-candidates clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

up: ## install what is missing, build, start the server, print its address
	@scripts/setup up
	@scripts/runner-image
	@scripts/assets
	cargo build --release --locked -p gauntlet-web
	@scripts/server start

down: ## stop the server that `make up` started
	@scripts/server stop

image: ## build the runner image if its sources changed
	@scripts/setup up
	@scripts/runner-image

gauntlet-image: image assets ## build gauntlet:latest, for docker-compose.yml
	cargo build --release --locked -p gauntlet-web
	@scripts/gauntlet-image

assets: ## build the front end if its sources changed
	@scripts/assets

fmt: ## format all Rust and Go code
	cargo fmt --all
	@if command -v gofmt >/dev/null; then gofmt -w runner-image challenges; else echo "fmt: no gofmt here, Go code left as it is"; fi

lint: ## formats, clippy, documentation, types, Go: warnings are errors
	@scripts/setup up
	cargo fmt --all --check
	cargo clippy $(CARGO_FLAGS) --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc $(CARGO_FLAGS) --no-deps
	@scripts/assets --deps
	@if [ -f web/frontend/package.json ]; then npm --prefix web/frontend run --silent check; fi
	@scripts/lint-go

sqlcheck: ## check every query against SQLite and Postgres, and the committed record of that
	@scripts/sqlx-prepare --check

test: ## set up as `up` does, then run every check and every test, Docker and the browser included
	@scripts/setup test
	@scripts/runner-image
	@scripts/assets
	@scripts/test

test-fast: ## the tests that need neither Docker nor a browser
	@scripts/test --fast

test-browser: ## the journey through the pages in a real browser, with real grading
	@scripts/setup test
	@scripts/runner-image
	@scripts/assets
	@scripts/browser

soak-promises: ## grade every solution of every challenge ROUNDS times (20), and compare with its promise
	@scripts/setup up
	@scripts/runner-image
	GAUNTLET_TEST_ROUNDS=$${ROUNDS:-20} cargo test --release --locked -p gauntlet-tests --test promises -- --nocapture

soak-verdicts: ## grade attacks 3 times, bugs 5 times, correct programs ROUNDS times (50); say on which machine and commit
	@scripts/setup up
	@scripts/runner-image
	@scripts/soak-verdicts

fuzz: ## mutated input for every parser, SECONDS each (20)
	@scripts/setup test
	@scripts/fuzz $(SECONDS)

soak-bench: ## benchmark verdicts: references against themselves AA times (100), planted slowdowns PLANTED times (50)
	@scripts/setup up
	@scripts/runner-image
	cargo run --release --locked -p gauntlet-tests --bin soak-bench $${AA:-100} $${PLANTED:-50}

bench-detect: ## bugs that plain `go test -race`, a leak check by stacks, and Gauntlet catch; ROUNDS gradings each (1)
	@scripts/setup up
	@scripts/runner-image
	cargo run --locked -p gauntlet-tests --bin bench-detect $(ROUNDS)

bench-latency: ## wall time of `gauntlet grade` beside the same commands by hand; PAIRS=9 for more pairs
	@scripts/setup up
	@scripts/runner-image
	cargo build --release --locked -p gauntlet-web
	cargo run --locked -p gauntlet-tests --bin bench-latency $(PAIRS)

bench-throughput: ## submissions per minute and CPU time of one, beside the same work by hand; GRADINGS=12 a row
	@scripts/setup up
	@scripts/runner-image
	cargo run --release --locked -p gauntlet-tests --bin bench-throughput $(GRADINGS)

bench-candidates: ## 300 candidates who type at once while two submissions are graded: time of a save; SECONDS=60
	@scripts/setup up
	@scripts/runner-image
	cargo build --release --locked -p gauntlet-web
	cargo run --release --locked -p gauntlet-tests --bin bench-candidates $(SECONDS)

clean: ## remove what was built here; ./data and the Docker images stay
	cargo clean
	rm -rf web/assets/dist web/frontend/node_modules
