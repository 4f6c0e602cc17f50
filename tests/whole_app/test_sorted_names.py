"""Every list of names that people see is in the order in which one looks them up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Account
from app.groups.models import WorkingGroup
from app.kernel.db import db, transaction
from app.kernel.text import fold
from app.organisations.models import Organisation
from app.reference.models import Metropole
from tests import make
from tests.page_rules import text_of
from tests.parsing import parsed
from tests.whole_app.access_table import MAY
from tests.whole_app.addresses import requests
from tests.whole_app.test_access import visit_as
from tests.world import World

# Bytes would put the capitals first and the accents last.
NAMES = ("accueil", "Énergie", "école", "Vie rurale", "Œuvres", "École, suite", "zone")
LISTS = frozenset({"select", "fieldset", "ul", "tbody"})
ROWS = frozenset({"option", "label", "li", "tr"})


def _rename() -> None:
    """Give rows that are listed by name names that tell the orders apart; add what is missing."""
    for _ in NAMES:
        make.group()
        make.organisation()
        make.account()
    with transaction():
        models: tuple[tuple[Any, str], ...] = (
            (WorkingGroup, "Groupe"),
            (Organisation, "Structure"),
            (Account, "Personne"),
            (Metropole, "Métropole"),
        )
        for model, prefix in models:
            rows = db.session.scalars(select(model).order_by(model.id.desc())).all()
            for row, name in zip(rows, NAMES, strict=False):
                row.name = f"{prefix} {name} fictif"


def lists(html: str) -> Iterator[list[str]]:
    """The marked names of each list of choices, links or rows, as they follow one another."""
    root, _ = parsed(html)
    for box in root.iter():
        if box.tag not in LISTS:
            continue
        rows = [text_of(row) for row in box.iter() if row.tag in ROWS and _is_row_of(row, box)]
        for prefix in ("Groupe", "Structure", "Personne", "Métropole"):
            found = [_marked(row, prefix) for row in rows]
            yield [name for name in found if name]


def _is_row_of(row: Element, box: Element) -> bool:
    inner = [one for one in box.iter() if one is not box and one.tag in LISTS]
    return not any(row in list(one.iter()) for one in inner)


def _marked(row: str, prefix: str) -> str:
    return next(
        (f"{prefix} {name}" for name in NAMES if row.strip().startswith(f"{prefix} {name} fictif")),
        "",
    )


@pytest.mark.slow
@pytest.mark.parametrize("who", ["anonymous", "staff", "lead"])
def test_names_follow_one_another_as_one_looks_them_up(
    shared_app: Flask, world: World, who: str
) -> None:
    _rename()
    client = visit_as(shared_app, world, who)
    wrong, seen = [], 0
    addresses = [
        one.path
        for one in requests(shared_app, world)
        if one.method == "GET" and who in MAY.get(one.endpoint, ())
    ]
    for address in dict.fromkeys(addresses):
        answer = client.get(address)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        for names in lists(answer.get_data(as_text=True)):
            if len(set(names)) < 3:
                continue
            seen += 1
            if names != sorted(names, key=fold):
                wrong.append(f"{address}: {names}")
    assert not wrong, "\n".join(wrong)
    assert seen > 2, "too few lists were looked at for this to prove anything"
