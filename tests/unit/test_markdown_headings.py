"""Headings people type fit under the page's own, without a gap, whatever they begin with."""

from __future__ import annotations

import re

import pytest

from app.web.markdown import markdown


@pytest.mark.parametrize(
    ("source", "levels"),
    [
        ("# A\n\n## B", "34"),
        ("## A\n\n### B", "34"),
        ("## A\n\n#### B", "34"),
        ("### A\n\n# B\n\n### C", "334"),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E", "34566"),
    ],
)
def test_levels(source: str, levels: str) -> None:
    assert "".join(re.findall(r"<h(\d)>", markdown(source))) == levels
