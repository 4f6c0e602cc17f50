"""What every mail must be: each message that any test enqueues is rendered on the spot and checked.

A mail is rendered by the worker, long after the act that wrote it; without this, a hole in its
payload would be found by the person who waits for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from jinja2 import TemplateNotFound
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from app.kernel.text import typographic
from app.outbox.letters import render_bodies
from app.outbox.models import OutboxMessage
from app.resources import templates_path
from tests.mail_links import link_faults
from tests.mail_parts import differences, links_of_html, links_of_text
from tests.page_rules import LEFTOVERS
from tests.parsing import parsed
from tests.typography import slips, text_slips

LONGEST_SUBJECT = 200
TABLE = OutboxMessage.__tablename__


def letter_faults(kind: str, subject: str, payload: dict[str, Any]) -> list[str]:
    """Everything wrong with a mail, as sentences."""
    found = []
    if not subject.strip() or "\n" in subject or len(subject) > LONGEST_SUBJECT:
        found.append(f"the subject is not one short line: {subject!r}")
    json.dumps(payload)
    text, html = render_bodies(kind, subject, payload)
    if len(text.split()) < 5:
        found.append(f"the text says too little: {text!r}")
    found += [f"leftover {left[0]!r} in the text" for left in LEFTOVERS.finditer(text)]
    typed = list(_texts(payload))
    tags = [tag[0] for tag in re.finditer(r"</?[a-z]+[^>]*>", text)]
    found += [f"a tag in the text: {tag}" for tag in tags if not any(tag in one for one in typed)]
    if html is not None:
        found += _html_faults(html)
        found += differences(subject, text, html)
        by_hand = " ".join(one for one in typed if not one.startswith("http"))
        links = dict.fromkeys([*links_of_text(text), *links_of_html(html)])
        found += link_faults(one for one in links if one not in by_hand)
        # Signs that no rule of typography can make right come from whoever typed them.
        if not any(text_slips(typographic(one)) for one in typed):
            found += slips(html)
    return found


def _texts(value: Any) -> Iterator[str]:
    """The strings that a payload holds, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _html_faults(html: str) -> Iterator[str]:
    root, complaints = parsed(html)
    yield from complaints
    if 'lang="fr"' not in html:
        yield "lang is not fr"
    for left in LEFTOVERS.finditer(html):
        yield f"leftover {left[0]!r} in the page"
    for element in root.iter():
        address = element.get("href") or element.get("src")
        if address and not address.startswith(("http://", "https://", "mailto:", "cid:", "tel:")):
            yield f"the address {address!r} means nothing in a mail"
        if element.tag == "script":
            yield "a script in a mail"


def watch_letters() -> None:
    """Check each message when its row is written."""
    if not event.contains(Session, "do_orm_execute", _check):
        event.listen(Session, "do_orm_execute", _check)


def _check(state: ORMExecuteState) -> None:
    table: Any = getattr(state.statement, "table", None)
    values = state.parameters
    if not state.is_insert or getattr(table, "name", "") != TABLE or not isinstance(values, dict):
        return
    kind = values["kind"]
    # The tests of the outbox itself have kinds of their own, some of them missing on purpose.
    if "/" not in kind or not (templates_path() / "emails" / kind).parent.is_dir():
        return
    try:
        wrong = letter_faults(kind, values["subject"], values["payload"])
    except TemplateNotFound as missing:
        wrong = [f"no template {missing.name}"]
    assert not wrong, f"mail {kind}:\n  " + "\n  ".join(wrong)
