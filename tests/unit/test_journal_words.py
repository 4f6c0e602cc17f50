"""Each feature says its acts and fields in its own French words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.audit import words
from app.audit.models import AuditEntry
from app.audit.subjects import word_of
from app.audit.words import Speech
from app.outbox.schedule import task_names
from app.proposals.enums import ProposalAction

APP = Path(words.__file__).parents[1]


def entry(action: str, table: str, **after: object) -> AuditEntry:
    return AuditEntry(
        actor_id=None,
        actor_label="système",
        action=action,
        subject_type=table,
        subject_id=1,
        before={},
        after=after,
        reason=None,
    )


def recorded() -> Iterator[tuple[str, ast.Call]]:
    """Every call that writes to the journal under a name written out."""
    for path in sorted(APP.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if name != "record" or len(node.args) < 3:
                continue
            for inner in ast.walk(node.args[1]):
                if isinstance(inner, ast.Constant) and ":" in str(inner.value).rstrip(":"):
                    yield str(inner.value), node


def test_every_act_written_out_has_its_word(shared_app: Flask) -> None:
    acts = {action for action, _ in recorded()}
    assert len(acts) > 100
    acts |= {f"proposal:{action}" for action in ProposalAction}
    without = [one for one in sorted(acts) if words.missing(entry(one, "event"))]
    assert not without


def test_every_feature_has_its_word(shared_app: Flask) -> None:
    features = {action.partition(":")[0] for action, _ in recorded()}
    assert not [one for one in sorted(features) if word_of(one) == one]


def test_every_field_written_out_has_its_word(shared_app: Flask) -> None:
    without = set()
    for action, call in recorded():
        speech = Speech.of(entry(action, "event"))
        for keyword in call.keywords:
            if keyword.arg not in {"before", "after"} or not isinstance(keyword.value, ast.Dict):
                continue
            names = [key.value for key in keyword.value.keys if isinstance(key, ast.Constant)]
            without |= set(speech.missing(dict.fromkeys(map(str, names))))
    assert not without


@pytest.mark.parametrize(
    ("action", "table", "field", "stored", "said"),
    [
        # The same word in two features: each keeps its own.
        ("registration:register", "registration", "status", "waiting", "Sur liste d’attente"),
        ("registration:withdraw", "registration", "status", "withdrawn", "Annulée"),
        ("collecting:propose", "proposed_figure", "state", "waiting", "À valider"),
        ("group:appoint", "working_group", "role", "lead", "animation"),
        ("attendance:arrive", "registration", "slot", "2026-11-30-afternoon", "Après-midi"),
        ("collecting:put_off", "figure_request", "closes_on", "2026-12-10", "10 décembre 2026"),
    ],
)
def test_a_word_belongs_to_its_feature(
    shared_app: Flask, action: str, table: str, field: str, stored: str, said: str
) -> None:
    shown = Speech.of(entry(action, table)).value(stored, field, {})
    assert said.casefold() in shown.casefold().replace("\u00a0", " ")


def test_numbers_are_shown_as_names(shared_app: Flask) -> None:
    speech = Speech.of(entry("proposal:start_review", "proposal"))
    assert list(speech.references({"instructor_id": 113})) == [("account", 113)]
    assert speech.value(113, "instructor_id", {"account": {113: "Ada Exemple"}}) == "Ada Exemple"
    assert speech.field("instructor_id") == "Instruction confiée à"


def test_an_act_without_a_word_is_named(shared_app: Flask) -> None:
    assert words.missing(entry("event:invent", "event", unheard=1)) == [
        "act event:invent",
        "field event.unheard",
    ]


def test_daily_tasks_have_french_names(shared_app: Flask) -> None:
    names = task_names()
    assert len(names) > 20
    assert not [name for name in names if not name[0].isupper() or " " not in name]
