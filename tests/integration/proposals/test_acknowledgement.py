"""The acknowledgement of a submission: an accessible PDF that nothing typed can change."""

from __future__ import annotations

import re
import zlib
from datetime import timedelta

import pytest
from flask import Flask

from app.kernel import clock
from app.kernel.db import transaction
from app.proposals import services
from app.proposals.acknowledgement import _data, acknowledgement
from app.proposals.queries.loading import reload
from app.proposals.services import ProposalText
from tests.proposing import TEXT, brought_to, cast

pytestmark = pytest.mark.same_on_both

# What typst would run or refuse, were it markup.
HOSTILE = '#panic("markup") $x$ *gras* _it_ `code` <label> @ref #read("/etc/passwd") \\ " { [ ]'


def test_it_is_tagged_and_names_its_language_and_title(app: Flask) -> None:
    content = acknowledgement(reload(brought_to("submitted", cast()).id))
    assert content.startswith(b"%PDF-1.")
    inflated = _inflated(content)
    assert b"/Lang(fr-FR)" in inflated
    assert b"/MarkInfo" in inflated
    assert b"pdfuaid" in inflated


def test_what_people_type_is_never_markup(app: Flask) -> None:
    text = ProposalText(
        **{**vars(TEXT), "title": HOSTILE, "findings": HOSTILE * 20, "carrier": HOSTILE}
    )
    content = acknowledgement(reload(brought_to("submitted", cast(), text).id))
    assert content.startswith(b"%PDF-1.")


def test_it_shows_the_version_that_was_submitted(app: Flask) -> None:
    """A text corrected to answer questions is not what was handed in that day."""
    people = cast()
    proposal = brought_to("more_information", people)
    before = _data(reload(proposal.id))
    changed = ProposalText(**{**vars(TEXT), "content": "Ouvrir deux haltes."})
    with clock.at(clock.now() + timedelta(days=2)), transaction():
        services.edit(people["author"], proposal, version=proposal.version, text=changed)
        answers = {one.id: "Deux." for one in reload(proposal.id).questions}
        services.answer(people["author"], proposal, answers=answers)
    stored = reload(proposal.id)
    assert [one.number for one in stored.versions] == [1, 2]
    assert _data(stored)["parts"] == before["parts"]


def test_it_is_the_same_whenever_it_is_read(app: Flask) -> None:
    """The same proposal gives the same bytes: nothing depends on the day it is read."""
    proposal = reload(brought_to("submitted", cast()).id)
    assert acknowledgement(proposal) == acknowledgement(proposal)


def _inflated(content: bytes) -> bytes:
    """The file with its compressed streams opened."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    opened = []
    for stream in streams:
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            opened.append(stream)
    return content + b"".join(opened)
