"""What a typed answer must be: pure functions, the same for the form, the import and the services.

The condition of a question is judged here, on what was answered to the earlier one, never on what
a browser chose to show.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from app.events.enums import PoolKind
from app.kernel.errors import Invalid
from app.kernel.numbers import plain
from app.kernel.text import fold, number
from app.questions.enums import NO, YES, NeedKind, QuestionKind
from app.questions.models import EventQuestion

LINE, TEXT = 200, 4000
DETAIL = 500
_FRENCH_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")
NEEDED = "Cette réponse est nécessaire."
LARGEST = Decimal(10) ** 12
# Written out, of a number: nobody measures finer.
DIGITS = 20


@dataclass(frozen=True)
class Asked:
    """What an event asks beyond the usual."""

    needs: tuple[NeedKind, ...] = ()
    meals: bool = False
    questions: tuple[EventQuestion, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.needs or self.meals or self.questions)

    def attended(self, mode: PoolKind | None) -> Asked:
        """The same for who attends in this way: nobody eats at a distance."""
        return replace(self, meals=self.meals and mode is PoolKind.ON_SITE)

    @property
    def has_files(self) -> bool:
        return any(question.kind is QuestionKind.FILE for question in self.questions)


NOTHING = Asked()


class Sent(Protocol):
    """A file as it came: its bytes and the name its sender gave it."""

    stream: Any
    filename: str | None


@dataclass(frozen=True)
class Reply:
    """Answers that passed the rules: by question id; needs with their words."""

    answers: Mapping[int, list[str]] = field(default_factory=dict)
    files: Mapping[int, Sent] = field(default_factory=dict)
    needs: Mapping[NeedKind, str | None] = field(default_factory=dict)

    def attended(self, mode: PoolKind) -> Reply:
        """The same for who attends in this way: what was said of a meal before is not kept."""
        if mode is PoolKind.ON_SITE:
            return self
        needs = {kind: words for kind, words in self.needs.items() if not kind.is_meal}
        return replace(self, needs=needs)


def read(
    asked: Asked,
    typed: Mapping[int, Sequence[str]],
    *,
    files: Mapping[int, Sent] | None = None,
    kept_files: frozenset[int] = frozenset(),
    needs: Mapping[NeedKind, str | None] | None = None,
    lenient: bool = False,
) -> Reply:
    """The reply that was typed. Raises `Invalid` with one message per field that is wrong.

    `kept_files` are the questions whose file is already there. `lenient` accepts that nothing is
    said to a required question: somebody else fills the form, the person answers later.
    """
    errors: dict[str, str] = {}
    answers: dict[int, list[str]] = {}
    sent: dict[int, Sent] = {}
    for question in asked.questions:
        if not applies(question, answers):
            continue
        if question.kind is QuestionKind.FILE:
            file = (files or {}).get(question.id)
            if file is not None:
                sent[question.id] = file
            elif question.required and not lenient and question.id not in kept_files:
                errors[question.name] = "Choisissez un fichier."
            continue
        given = [one.strip() for one in typed.get(question.id, ()) if one.strip()]
        if not given:
            if question.required and not lenient:
                errors[question.name] = NEEDED
            continue
        try:
            answers[question.id] = _clean(question, given)
        except ValueError as error:
            errors[question.name] = str(error)
    declared = _needs(asked, needs or {}, errors)
    if errors:
        raise Invalid(errors)
    return Reply(answers, sent, declared)


def applies(question: EventQuestion, answers: Mapping[int, Sequence[str]]) -> bool:
    """Whether the question is asked of somebody who answered this to the earlier ones."""
    if question.only_if_id is None:
        return True
    return question.only_if_value in answers.get(question.only_if_id, ())


def choices_of(question: EventQuestion) -> list[str]:
    return [YES, NO] if question.kind is QuestionKind.YES_NO else question.choices


def _clean(question: EventQuestion, given: list[str]) -> list[str]:
    """The answer as it is kept. Raises ValueError, in French, when it is none."""
    if question.kind.can_decide:
        return _chosen(question, given)
    one = given[0]
    if question.kind is QuestionKind.NUMBER:
        return [_number(one)]
    if question.kind is QuestionKind.DATE:
        return [_day(one)]
    limit = TEXT if question.kind is QuestionKind.LONG_TEXT else LINE
    if len(one) > limit:
        raise ValueError(f"C’est trop long : {number(limit)} caractères au plus.")
    return [one]


def _chosen(question: EventQuestion, given: list[str]) -> list[str]:
    # An answer copied from a spreadsheet may differ by its case or an accent.
    known = {fold(choice): choice for choice in choices_of(question)}
    found = [known[fold(one)] for one in given if fold(one) in known]
    if len(found) < len(given):
        raise ValueError("Choisissez parmi les réponses proposées.")
    if question.kind is not QuestionKind.SEVERAL and len(set(found)) > 1:
        raise ValueError("Choisissez une seule réponse.")
    return list(dict.fromkeys(found))


def _number(typed: str) -> str:
    if len(typed) > LINE:
        raise ValueError("Ce nombre est trop grand.")
    short = re.sub(r"[\s\u00a0\u202f]", "", typed).replace(",", ".")
    try:
        value = Decimal(short)
    except InvalidOperation:
        raise ValueError("Écrivez un nombre, par exemple 12 ou 12,5.") from None
    if not value.is_finite() or abs(value) >= LARGEST:
        raise ValueError("Ce nombre est trop grand.")
    try:
        return plain(value, DIGITS)
    except ValueError:
        raise ValueError(f"Ce nombre a trop de chiffres : {DIGITS} au plus.") from None


def _day(typed: str) -> str:
    french = _FRENCH_DAY.fullmatch(typed)
    try:
        if french:
            return date(int(french[3]), int(french[2]), int(french[1])).isoformat()
        return date.fromisoformat(typed[:10]).isoformat()
    except ValueError:
        raise ValueError("Cette date n’existe pas. Exemple : 14/05/2026.") from None


def _needs(
    asked: Asked, declared: Mapping[NeedKind, str | None], errors: dict[str, str]
) -> dict[NeedKind, str | None]:
    """The needs that were declared, among those the event asks about."""
    found: dict[NeedKind, str | None] = {}
    for kind, detail in declared.items():
        if not (asked.meals if kind.is_meal else kind in asked.needs):
            continue
        if detail and len(detail) > DETAIL:
            errors["meals_detail" if kind.is_meal else "needs_detail"] = (
                f"C’est trop long : {DETAIL} caractères au plus."
            )
        found[kind] = detail or None
    return found
