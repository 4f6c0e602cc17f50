"""The register as open data: its columns, and each proposal as a row of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.kernel import clock
from app.proposals.enums import DecisionLevel, Outcome
from app.proposals.filters import NAMES
from app.proposals.queries.published import PublicProposal
from app.sheets import Cell

LICENCE: Final = "Licence Ouverte 2.0"
LICENCE_URL: Final = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
# Between several values in one cell.
BETWEEN: Final = " | "

Value = str | int | float | bool | list[str] | None
OUTCOMES = {
    Outcome.ACCEPTED: "retenue",
    Outcome.PARTLY_ACCEPTED: "retenue-en-partie",
    Outcome.DECLINED: "non-retenue",
}
LEVELS = {
    DecisionLevel.LOCAL: "local",
    DecisionLevel.REGIONAL: "regional",
    DecisionLevel.NATIONAL: "national",
}


@dataclass(frozen=True)
class Column:
    """A column: its name in files, the kind of its values, what it says, how it is found."""

    name: str
    kind: str
    meaning: str
    of: Callable[[PublicProposal], Value]


def _text(key: str) -> Callable[[PublicProposal], Value]:
    return lambda one: (one.content or {}).get(key) or None


def _names(key: str, label: str) -> Callable[[PublicProposal], Value]:
    return lambda one: [each[label] for each in (one.content or {}).get(key, [])]


def _level(one: PublicProposal) -> Value:
    level = (one.content or {}).get("decision_level")
    return LEVELS[DecisionLevel(level)] if level else None


def _cost(one: PublicProposal) -> Value:
    cents: int | None = (one.content or {}).get("cost_cents")
    if cents is None:
        return None
    return cents // 100 if cents % 100 == 0 else cents / 100


def _days(one: PublicProposal) -> Value:
    if one.answer is None:
        return None
    told = clock.paris(one.answer.first_at).date()
    return (told - clock.paris(one.submitted_at).date()).days


WITH_TEXT = "Vide tant que le texte n’est pas public."
COLUMNS: Sequence[Column] = (
    Column(
        "reference",
        "texte",
        "Numéro donné une fois pour toutes, P-AAAA-NNN.",
        lambda p: p.reference,
    ),
    Column(
        "adresse",
        "adresse",
        "La page de la proposition.",
        lambda p: p.url,
    ),
    Column(
        "titre",
        "texte",
        "Son titre ; une phrase le remplace tant qu’il n’est pas public.",
        lambda p: p.title,
    ),
    Column("groupe", "texte", "Le groupe de travail qui la porte.", lambda p: p.group_name),
    Column("groupe_code", "texte", "Le même dans les adresses.", lambda p: p.group_slug),
    Column(
        "etat",
        "code",
        "Où elle en est : " + ", ".join(NAMES.values()) + ".",
        lambda p: NAMES[p.state],
    ),
    Column("etat_libelle", "texte", "Le même en toutes lettres.", lambda p: p.label),
    Column(
        "soumise_le",
        "date",
        "Le jour de sa soumission au commissaire.",
        lambda p: clock.paris(p.submitted_at).date().isoformat(),
    ),
    Column(
        "reponse_le",
        "date",
        "Le jour où la réponse en vigueur a été notifiée.",
        lambda p: clock.paris(p.answer.last_at).date().isoformat() if p.answer else None,
    ),
    Column("delai_jours", "nombre", "De la soumission à la première réponse notifiée.", _days),
    Column(
        "reponse",
        "code",
        "Le sens de la réponse : " + ", ".join(OUTCOMES.values()) + ".",
        lambda p: OUTCOMES[p.answer.outcome] if p.answer else None,
    ),
    Column(
        "reponse_texte",
        "texte",
        "La réponse du commissaire.",
        lambda p: p.answer.text if p.answer else None,
    ),
    Column(
        "reponse_motifs",
        "texte",
        "Ses raisons, toujours données quand tout n’est pas retenu.",
        lambda p: (p.answer.reasons or None) if p.answer else None,
    ),
    Column(
        "reponse_rectifiee",
        "oui ou non",
        "Si une première réponse a été rectifiée ; l’ancienne reste sur la page.",
        lambda p: p.answer.rectified if p.answer else None,
    ),
    Column(
        "avancement",
        "nombre",
        "Part faite de la mise en œuvre, de 0 à 100, chaque action selon son poids.",
        lambda p: p.progress,
    ),
    Column(
        "transmise_a",
        "texte",
        "L’autorité à qui elle est transmise.",
        lambda p: p.redirected_to or None,
    ),
    Column(
        "jointe_a", "texte", "La référence de celle qu’elle a rejointe.", lambda p: p.target or None
    ),
    Column("constat", "texte", f"Ce qui ne va pas. {WITH_TEXT}", _text("findings")),
    Column("proposition", "texte", f"Ce qui est proposé. {WITH_TEXT}", _text("content")),
    Column("public_vise", "texte", f"À qui elle s’adresse. {WITH_TEXT}", _text("audience")),
    Column(
        "niveau_decision",
        "code",
        "Qui peut décider : " + ", ".join(LEVELS.values()) + f". {WITH_TEXT}",
        _level,
    ),
    Column(
        "departements",
        "liste",
        f"Codes des départements ; vide pour toute la région. {WITH_TEXT}",
        _names("departments", "code"),
    ),
    Column(
        "metropoles",
        "liste",
        f"Les métropoles concernées. {WITH_TEXT}",
        _names("metropoles", "name"),
    ),
    Column("axes", "liste", f"Les axes de la stratégie. {WITH_TEXT}", _names("axes", "label")),
    Column(
        "dispositifs",
        "liste",
        f"Les dispositifs concernés. {WITH_TEXT}",
        _names("dispositifs", "name"),
    ),
    Column("moyens", "texte", f"Ce qu’il faudrait. {WITH_TEXT}", _text("means")),
    Column("cout_euros", "nombre", f"Le coût que les auteurs estiment. {WITH_TEXT}", _cost),
    Column("pilote", "texte", f"Qui pourrait la porter. {WITH_TEXT}", _text("carrier")),
    Column("effet_attendu", "texte", f"Ce qui changerait. {WITH_TEXT}", _text("expected_effect")),
    Column("mesure", "texte", f"À quoi on le verrait. {WITH_TEXT}", _text("measure")),
    Column(
        "soutiens",
        "liste",
        f"Les organisations qui la soutiennent. {WITH_TEXT}",
        _names("supporters", "name"),
    ),
    Column("sources", "texte", f"Ce sur quoi elle s’appuie. {WITH_TEXT}", _text("references")),
)


def objects(proposals: Iterable[PublicProposal]) -> list[Mapping[str, Any]]:
    """The rows for JSON: dates as ISO texts, lists as lists, null for what is not given."""
    return [{column.name: column.of(one) for column in COLUMNS} for one in proposals]


def rows(proposals: Iterable[PublicProposal]) -> list[list[Cell]]:
    """The rows for a CSV: dates as ISO texts, several values in one cell."""
    return [[_cell(column.of(one)) for column in COLUMNS] for one in proposals]


def _cell(value: Value) -> Cell:
    return BETWEEN.join(value) if isinstance(value, list) else value
