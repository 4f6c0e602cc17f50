"""What runs on both engines, and what on SQLite alone (`pytest --differences` leaves it out).

What a service, a query, a constraint or a lock does may differ between SQLite and PostgreSQL. What
a page looks like, what a form says or how a mail reads may not: they are made of rows that are the
same. `docs/tests.md` says what still proves each thing; `make test-everything` runs all on both.
"""

from __future__ import annotations

from fnmatch import fnmatch

import pytest

# Paths of tests that cannot differ, and why.
SAME_ON_BOTH = {
    "tests/unit/*": "no database",
    "tests/install/*": "a database of their own, always SQLite",
    "tests/browser/test_accessibility.py": "the same pages",
    "tests/integration/*/test_*pages.py": "pages and forms",
    "tests/integration/test_*pages.py": "pages",
    "tests/integration/*/test_*letters.py": "what mails say",
    "tests/integration/*/test_emails.py": "what mails say",
    "tests/whole_app/test_every_error.py": "pages",
    "tests/whole_app/test_security.py": "headers",
}
# Of the journeys in the browser, the first of each file runs on both.
BROWSER = "tests/browser/"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--differences", action="store_true", help="only what may differ between the engines"
    )


def select(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--differences`, leave out of `items` what is the same on both engines."""
    if not config.getoption("--differences"):
        return
    seen: set[str] = set()
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        path = item.nodeid.partition("::")[0]
        again = path.startswith(BROWSER) and path in seen
        seen.add(path)
        (left if again or _is_the_same(item, path) else kept).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left)


def _is_the_same(item: pytest.Item, path: str) -> bool:
    marked = item.get_closest_marker("same_on_both") is not None
    return marked or any(fnmatch(path, pattern) for pattern in SAME_ON_BOTH)
