"""What importing each row of a spreadsheet would do, before anything is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.enrolment.matching import Typed, mode_of, read_row, sessions_of
from app.enrolment.models import SheetImport
from app.events.enums import PoolKind
from app.events.seats import PoolFill, modes, sessions
from app.kernel.addresses import ACCENTED, WrongAddressError, checked_address, likely_meant
from app.kernel.errors import Invalid
from app.kernel.text import joined
from app.questions.rules import Asked, Reply, read
from app.registrations.models import name_key, organisation_key
from app.sheets.reading import Row
from app.sheets.titles import key_of

NO_MAIL = "Sans adresse : aucun courriel ne part, remettez la confirmation imprimée."
NAME, LINE, ADDRESS = 80, 160, 254
# An address, or an organisation, and a name.
PersonKey = tuple[str, str]


class LineState(StrEnum):
    READY = "ready"
    DOUBLE = "double"
    REGISTERED = "registered"
    WRONG = "wrong"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]


STATE_LABELS = {
    LineState.READY: "À inscrire",
    LineState.DOUBLE: "En double",
    LineState.REGISTERED: "Déjà inscrite",
    LineState.WRONG: "À corriger",
}


@dataclass(frozen=True)
class Line:
    """One row: what it says, what would be done with it, and why not."""

    typed: Typed
    state: LineState
    mode: PoolKind | None = None
    messages: Sequence[str] = ()
    sessions: Sequence[PoolFill] = ()
    reply: Reply = field(default_factory=Reply)

    @property
    def number(self) -> int:
        return self.typed.number


@dataclass
class Seen:
    """Who is registered already (`person_key`)."""

    people: set[PersonKey]


def rows_of(sheet: SheetImport) -> list[Row]:
    return [Row(number, cells) for number, cells in sheet.table.get("rows", [])]


def judged(sheet: SheetImport, asked: Asked, fills: Sequence[PoolFill], known: Seen) -> list[Line]:
    """Every row with its fate, in order; the same for the preview and for the import."""
    return list(_judge(sheet, asked, fills, known))


def _judge(
    sheet: SheetImport, asked: Asked, fills: Sequence[PoolFill], known: Seen
) -> Iterator[Line]:
    offered = [fill.kind for fill in modes(fills)]
    columns: Mapping[str, int] = sheet.columns
    default = PoolKind(sheet.attendance_mode)
    earlier: dict[PersonKey, int] = {}
    for row in rows_of(sheet):
        typed = read_row(row, columns, asked.questions)
        messages: list[str] = []
        email = _checked_address(typed.email, messages)
        _check_names(typed, messages)
        mode = mode_of(typed.mode, default)
        if mode is None:
            messages.append(f"« {typed.mode} » : écrivez « sur place » ou « à distance ».")
        elif mode not in offered:
            messages.append(f"Cet événement ne se suit pas {mode.label.lower()}.")
        suitable = [one for one in sessions(fills) if mode is None or one.suits(mode)]
        chosen = _sessions(typed, suitable, sessions(fills), messages)
        reply = _replied(asked, typed, messages)
        key = person_key(email, typed.first_name, typed.last_name, typed.organisation)
        if messages:
            yield Line(typed, LineState.WRONG, mode, messages, chosen)
        elif key in earlier:
            said = f"La même personne qu’à la ligne {earlier[key]}."
            yield Line(typed, LineState.DOUBLE, mode, [said], chosen)
        elif key in known.people:
            earlier[key] = row.number
            said = "Rien ne change pour elle."
            yield Line(typed, LineState.REGISTERED, mode, [said], chosen)
        else:
            earlier[key] = row.number
            cleaned = Typed(**{**_values(typed), "email": email})
            yield Line(cleaned, LineState.READY, mode, _remarks(cleaned), chosen, reply)


def _remarks(typed: Typed) -> list[str]:
    """What to look at before a row is imported; nothing of it is wrong."""
    found = []
    if not (typed.first_name and typed.last_name):
        found.append("Un seul nom : vérifiez-le.")
    if not typed.email:
        found.append("Sans adresse : aucun courriel ne part, remettez la confirmation.")
    elif meant := likely_meant(typed.email):
        found.append(f"Vouliez-vous dire {meant} ? L’adresse est prise telle quelle.")
    return found


def _values(typed: Typed) -> dict[str, Any]:
    return {name: getattr(typed, name) for name in Typed.__dataclass_fields__}


def person_key(
    email: str | None, first_name: str, last_name: str, organisation: str | None
) -> PersonKey:
    """What makes two rows one person: a name at an address or, without one, in an organisation.

    A couple has one address and two names; two homonyms have one name and two organisations.
    """
    where = email.casefold() if email else f"\0{organisation_key(organisation) or ''}"
    return where, name_key(first_name, last_name)


def _check_names(typed: Typed, messages: list[str]) -> None:
    if not typed.name:
        messages.append("Il manque le nom.")
    elif not any(sign.isalpha() for sign in typed.name):
        # A total at the foot of the list, most often.
        messages.append(f"« {typed.name[:60]} » n’est pas un nom.")
    if max(len(typed.first_name), len(typed.last_name)) > NAME:
        messages.append(f"Ce nom est trop long : {NAME} caractères au plus.")
    if len(typed.organisation) > LINE:
        messages.append(f"Cette organisation est trop longue : {LINE} caractères au plus.")


def _checked_address(typed: str, messages: list[str]) -> str:
    if not typed:
        return ""
    try:
        found = checked_address(typed)
    except WrongAddressError as refusal:
        wrong = f"« {typed[:60]} » n’est pas une adresse complète."
        accented = f"« {typed[:60]} » : {ACCENTED}"
        messages.append(accented if str(refusal) == ACCENTED else wrong)
        return typed
    if len(found) > ADDRESS:
        messages.append("Cette adresse est trop longue.")
    return found


def _sessions(
    typed: Typed,
    offered: Sequence[PoolFill],
    everything: Sequence[PoolFill],
    messages: list[str],
) -> list[PoolFill]:
    """The sessions that a row names, among those offered to who attends that way.

    An event without any reads no such column.
    """
    if not everything:
        return []
    others = {key_of(one.label): one for one in everything}
    by_id = {fill.pool_id: fill for fill in offered}
    found, riddles = sessions_of(
        typed.sessions, {key_of(fill.label): fill.pool_id for fill in offered}
    )
    for words in riddles:
        other = others.get(key_of(words))
        messages.append(
            f"« {words[:60]} » se suit {other.attendance.label.lower()}."
            if other is not None
            else f"« {words[:60]} » n’est le titre d’aucun atelier."
        )
    chosen = [by_id[number] for number in found]
    for number, one in enumerate(chosen):
        for other in chosen[number + 1 :]:
            if one.clashes(other):
                both = joined((f"« {one.label} »", f"« {other.label} »"))
                messages.append(f"{both} ont lieu en même temps.")
    return chosen


def _replied(asked: Asked, typed: Typed, messages: list[str]) -> Reply:
    """The answers of the row; what is missing may be answered later by the person."""
    labels = {question.name: question.label for question in asked.questions}
    try:
        return read(asked, typed.answers, lenient=True)
    except Invalid as refusal:
        messages += [f"{labels.get(name, name)} : {said}" for name, said in refusal.errors.items()]
        return Reply()
