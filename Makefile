.DEFAULT_GOAL := help
.PHONY: help verify format build demo tables interop

help: ## list the habits
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

verify: ## everything that must pass
	./mvnw -B -ntp verify

format: ## bring the code into its one format
	./mvnw -q spotless:apply

build: ## jars without tests
	./mvnw -B -ntp -DskipTests package

demo: ## three weeks of made-up traffic
	submit/kalimtak demo

tables: ## docs/tables.md, from the schemas and submit/queries
	submit/kalimtak tables > docs/tables.md.new && mv docs/tables.md.new docs/tables.md

interop: ## the lake of this folder, counted by delta-rs and DuckDB too
	submit/interop/check
