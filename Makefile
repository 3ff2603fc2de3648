# minzheng: everything one does with the source, by name. `make` alone lists it.

GO ?= go
export CGO_ENABLED := 0

PROGRAM := bin/minzheng
SOURCES := go.mod go.sum $(shell find cmd internal county -type f \
	\( -name '*.go' -o -name '*.html' -o -name '*.sql' -o -name '*.toml' -o -name '*.csv' -o -name '*.json' -o -name '*.xlsx' \) \
	-not -name '*_test.go' -not -path '*/testdata/*' -not -path 'internal/engine/web/static/*')
STYLES  := $(shell find assets -type f -not -path '*/node_modules/*') $(shell find internal -name '*.html')

.DEFAULT_GOAL := help
.PHONY: help demo test bench lint build assets ci linked screenshots fuzz soak scan drawing pictures walk

help: ## print this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | awk -F '\t' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: ## build, create the demonstration county in ./data and serve it on http://127.0.0.1:8420
	@scripts/demo.sh

test: ## set up what tests need, then run every test on SQLite and on PostgreSQL
	@scripts/test.sh

bench: ## time the tight loops, a large list, and a county's pages (SCALE=full: the whole county)
	$(GO) test -run '^$$' -bench . -benchmem ./internal/...
	$(GO) test -run '^$$' -bench 'LargeList|RollCSV' -benchtime 1x -timeout 30m ./scenario
	$(GO) test -run '^$$' -bench County -benchtime 10x -timeout 60m ./scenario

fuzz: ## throw bad input at every parser, FUZZTIME=30s each; what is found becomes a case
	@scripts/fuzz.sh

soak: ## kill, fill and cut while money is decided on, at POINTS=300 points of each database
	@scripts/soak.sh

scan: ## throw wapiti and sqlmap at a demonstration on loopback; reports in ./scan
	@scripts/scan.sh

walk: ## every page, list and form as every role from every level, on both databases: nobody sees beyond his division
	@scripts/walk.sh

lint: ## gofumpt, go vet and staticcheck, from the tools module
	@scripts/lint.sh

screenshots: ## a picture of every page, both sizes, light and dark, and printed, in ./screenshots
	@scripts/screenshots.sh

build: $(PROGRAM) ## build bin/minzheng with its styles and scripts inside
	@:

assets: .cache/assets ## bundle the styles and scripts of the pages

drawing: ## draw docs/house.svg from the imports
	$(GO) test ./internal/app -run TestTheDrawingShowsTheHouse -redraw

pictures: ## the pictures of docs/officers, on a demonstration county made for it
	@scripts/pictures.sh

linked: ## renew docs/linked.txt, the list of modules inside the binary
	@scripts/linked.sh > docs/linked.txt

ci: lint test ## what must pass before a change lands: lint, then test

$(PROGRAM): $(SOURCES) .cache/assets
	$(GO) build -trimpath -buildvcs=false -o $@ ./cmd/minzheng

# The stamps live in .cache; a stamp without its result is dropped first, so
# that a folder emptied by hand is filled again.
ifeq ($(wildcard internal/engine/web/static/*),)
$(shell rm -f .cache/assets)
endif
ifeq ($(wildcard assets/node_modules),)
$(shell rm -f .cache/packages)
endif

.cache/assets: $(STYLES) .cache/packages
	$(GO) run ./assets
	@mkdir -p .cache && touch $@

.cache/packages: assets/package.json assets/package-lock.json
	npm ci --prefix assets --no-audit --no-fund --loglevel=error
	@mkdir -p .cache && touch $@
