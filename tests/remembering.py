"""Whatever a test asks for: no page answered from memory differs from the one made at that moment.

Every page of every test is thus a test of `app.kernel.memory`, whatever act came before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Response, request

from app.web import remembered

# For tests that count what an answer from memory asks.
COMPARING = True


def watch() -> None:
    """Make each remembered answer a second time, and fail the test whose answer is stale."""
    answer = remembered.answer

    def compared(make: Callable[[], Response]) -> Response:
        made: list[Response] = []

        def making() -> Response:
            made.append(make())
            return made[-1]

        response = answer(making)
        if COMPARING and not made:
            assert_same(response, make())
        return response

    remembered.answer = compared


# Drawn anew for each reader, on purpose.
DRAWN = re.compile(rb'(name="opened"[^>]* value=")[^"]*')


def assert_same(response: Response, fresh: Response) -> None:
    if DRAWN.sub(rb"\1", response.get_data()) != DRAWN.sub(rb"\1", fresh.get_data()):
        pytest.fail(
            f"{request.full_path} was answered from memory, and no longer so", pytrace=False
        )
