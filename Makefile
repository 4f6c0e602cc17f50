# Synergies. Two commands do everything: `make run` and `make test`; the others are parts of them.

PYTHON ?= python3
VENV_PYTHON = .venv/bin/python
# What we say is in French: its letters must come out whatever the language of the terminal.
export PYTHONUTF8 = 1

.DEFAULT_GOAL := help
.PHONY: help python run demo setup setup-test check test test-everything wheel lock audit clean

help: ## cette liste
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

run: setup ## tout, depuis rien : installe, prépare la base, sert sur http://127.0.0.1:8000
	@exec $(VENV_PYTHON) -m app.server

demo: setup ## pareil, sur une instance à part remplie d’une année fictive (port 8001)
	@SYNERGIES_DEMO=on PORT="$${PORT:-8001}" \
	  SYNERGIES_INSTANCE_PATH="$${SYNERGIES_INSTANCE_PATH:-instance-demo}" \
	  exec $(VENV_PYTHON) -m app.server

python:
	@command -v $(PYTHON) >/dev/null || { echo "Synergies : « $(PYTHON) » est introuvable ;" \
	  "il faut Python 3.11 ou plus récent." >&2; exit 1; }

setup: python ## l’environnement .venv et la charte graphique, sans servir
	@$(PYTHON) -m tools.environment runtime
	@$(VENV_PYTHON) -m tools.assets

setup-test: python ## pareil, avec ce que demandent les essais
	@$(PYTHON) -m tools.environment test
	@$(VENV_PYTHON) -m tools.assets test

check: setup-test ## la boucle rapide : style, types, imports, essais unitaires et d’intégration
	@$(VENV_PYTHON) -m tools.suite check

test: setup-test ## ce qui décide : toute la suite sur SQLite, puis sur PostgreSQL ce qui peut y différer
	@$(VENV_PYTHON) -m tools.system
	@$(VENV_PYTHON) -m tools.suite test

test-everything: setup-test ## toute la suite sur les deux bases de données, avant chaque version
	@$(VENV_PYTHON) -m tools.system
	@$(VENV_PYTHON) -m tools.suite everything

wheel: setup-test ## le paquet installable, dans dist/
	@$(VENV_PYTHON) -m build --wheel --no-isolation --outdir dist . >/dev/null && ls dist

lock: setup-test ## refait requirements/*.txt à partir de requirements/*.in
	@$(VENV_PYTHON) -m tools.lock

audit: setup-test ## cherche les failles connues des bibliothèques (demande au service d’avis de PyPI ; échoue s’il n’a pas pu regarder)
	@$(VENV_PYTHON) -m pip_audit --strict --require-hashes --disable-pip -r requirements/runtime.txt

clean: ## efface ce qui a été installé et construit, jamais les données
	@rm -rf .venv .venv.lock .cache node_modules app/static/vendor dist build \
	  .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
