.DEFAULT_GOAL := help
.PHONY: help verify format build demo tables interop

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

verify: ## build everything and run all checks and tests
	./mvnw -B -ntp verify

format: ## format the code
	./mvnw -q spotless:apply

build: ## build the jars without running the tests
	./mvnw -B -ntp -DskipTests package

demo: ## run three weeks of generated traffic
	submit/kalimtak demo

tables: ## generate docs/tables.md from the schemas and submit/queries
	submit/kalimtak tables > docs/tables.md.new && mv docs/tables.md.new docs/tables.md

interop: ## check that delta-rs and DuckDB read the lake of this folder like Spark
	submit/interop/check
