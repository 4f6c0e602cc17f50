# Synergies. Two commands do everything: `make run` and `make test`. The others are parts of them.

PYTHON ?= python3
VENV_PYTHON = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup setup-test

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## environment in .venv and front-end assets
	@$(PYTHON) -m tools.environment runtime
	@$(VENV_PYTHON) -m tools.assets

setup-test: ## the same, with what the tests need
	@$(PYTHON) -m tools.environment test
	@$(VENV_PYTHON) -m tools.assets test
