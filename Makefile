# Everything that is done to Cueslip day by day. `make help` lists it.
# Running needs Go alone; testing also needs what .ci/prepare provides.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

TOOL := go tool -modfile=tools/go.mod
SOURCES = $(shell git ls-files --cached --others --exclude-standard '*.go')

.PHONY: help run build test lint fmt bench faults soak hour prepare check web go fuzz browser
.PHONY: image image-test proxy-test rules-test service-test deploy-test

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: ## run it here; LAN=1 also for phones on the local network, ARGS="…" for more flags
	go build -o bin/cueslip ./cmd/cueslip
	exec ./bin/cueslip serve --first-run $(if $(LAN),--lan) $(ARGS)

build: ## build the browser's bundle, then the commands into bin/
	cd web/build && go run .
	go build -o bin/ ./cmd/...

fmt: ## format the Go sources
	$(TOOL) gofumpt -w $(SOURCES)

lint: ## formatting, go vet and the linters
	@unformatted=$$($(TOOL) gofumpt -l $(SOURCES)); \
	  [ -z "$$unformatted" ] || { echo "not formatted, run make fmt:" $$unformatted >&2; exit 1; }
	go vet ./...
	$(TOOL) golangci-lint run ./...

bench: ## benchmarks of encoding, fan-out and commits
	go test -run '^$$' -bench . -benchmem ./board/... ./hub/... ./store/... ./web/...

faults: ## break real servers under a crowd, about 18 minutes; ARGS="-only redis -seed 7", -reports DIR
	go build -buildvcs=auto -o bin/ ./loadtest/faultrun
	bin/faultrun $(ARGS)

soak: prepare ## four hours of a night in four minutes, on a phone's page and the dashboard; HOURS=4
	go build -o bin/ ./cmd/...
	cd web/browsertest && npm ci --no-audit --no-fund && CUESLIP_HOURS=$(or $(HOURS),4) npx playwright test --config long soak

hour: prepare ## an hour of a night at its own pace, with what makes a DJ hesitate written down; MINUTES=60
	go build -o bin/ ./cmd/...
	cd web/browsertest && npm ci --no-audit --no-fund && CUESLIP_MINUTES=$(or $(MINUTES),60) npx playwright test --config long hour

test: prepare ## everything that CI runs; installs what is missing when root
	@.ci/steps lint web go fuzz browser

prepare:
	@.ci/prepare

web: ## type check and unit tests of the browser's code, and whether the committed bundle is theirs
	cd web && npm ci --no-audit --no-fund && npm run --silent check && npm test --silent
	.ci/drift

go: ## Go tests with the race detector, on SQLite and Postgres; none may skip
	CUESLIP_TEST_REQUIRE=1 go test -race -timeout 20m ./...

fuzz: ## each fuzz target for a few seconds
	.ci/fuzz

browser: ## a DJ and two phones in a real browser
	go build -o bin/cueslip ./cmd/cueslip
	cd web/browsertest && npm ci --no-audit --no-fund && npm run --silent check && CUESLIP_BIN=$(CURDIR)/bin/cueslip npm test --silent

image: ## build the container image cueslip
	docker build -t cueslip .

# What follows installs container engine, proxies and Prometheus (600 MB) and
# takes minutes, for files that seldom change: it is no part of make test.

deploy-test: rules-test service-test proxy-test image-test ## hold everything in deploy/ against the real programs

rules-test: ## alerts and dashboard, with promtool
	deploy/rules-test

service-test: ## the systemd unit, with systemd-analyze
	deploy/service-test

proxy-test: ## Caddy, haproxy and nginx before two replicas, one of which dies under a crowd
	deploy/proxy-test

image-test: ## build the image on stand-in bases, run it, and the compose file with a crowd; as root
	deploy/image-test
