"""The card of a proposal, with help and a good example beside each question."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Length

from app.documents.forms import LIMITS, UploadsField
from app.kernel.numbers import whole_or
from app.proposals.enums import DecisionLevel
from app.proposals.forms.fields import EurosField, Needed, NeededToSubmit
from app.proposals.models import Proposal
from app.proposals.services import ProposalText
from app.proposals.services.text import TITLE_LENGTH
from app.web.fields import ChoiceField, LineField, TextField, TicksField
from app.web.forms import Form

# The answers that go from the page to the database as they are typed.
WORDS = (
    "title",
    "findings",
    "content",
    "audience",
    "means",
    "carrier",
    "expected_effect",
    "measure",
    "references",
    "public_title",
)
LEVEL_HINTS = {
    DecisionLevel.LOCAL: "Une commune, un département, une caisse peut décider.",
    DecisionLevel.REGIONAL: "Le préfet de région, le commissaire, une agence régionale.",
    DecisionLevel.NATIONAL: "Il faut une règle ou un financement national.",
}


class ProposalForm(Form):
    """The whole card. `wants_all`: every answer needed to submit must be there."""

    title = LineField(
        "Titre",
        [Needed("Donnez un titre à votre proposition."), Length(max=TITLE_LENGTH)],
        description="Ce que vous proposez, en une ligne. Exemple : « Ouvrir une halte de jour "
        "pour les femmes dans chaque préfecture ».",
    )
    findings = TextField(
        "Constat",
        [NeededToSubmit()],
        description="Ce que vous voyez sur le terrain : qui, où, combien, depuis quand. Exemple : "
        "« À Cahors, 40 femmes dorment à la rue ou chez des tiers ; aucun accueil ne leur est "
        "ouvert en journée. »",
    )
    content = TextField(
        "Proposition",
        [NeededToSubmit()],
        description="Ce qu’il faudrait faire, concrètement, et par où commencer. Exemple : "
        "« Ouvrir une halte du lundi au samedi, dans un local prêté ; commencer par une ville "
        "volontaire ».",
    )
    audience = LineField(
        "Public visé",
        [NeededToSubmit()],
        description="Exemple : « Femmes sans domicile, avec ou sans enfants ».",
    )
    departments = TicksField(
        "Territoire",
        description="Les départements où la mener. Exemple : « Lot » et « Gers » pour un essai en "
        "milieu rural. Ne cochez rien si elle vaut pour toute la région.",
    )
    metropoles = TicksField(
        "Métropoles",
        description="Si elle vise une métropole. Exemple : « Toulouse Métropole » pour une idée "
        "sur ses transports.",
    )
    decision_level = ChoiceField(
        "Qui pourrait décider ?",
        [NeededToSubmit()],
        choices=[(level.value, level.label) for level in DecisionLevel],
        choice_hints={level.value: hint for level, hint in LEVEL_HINTS.items()},
        validate_choice=False,
    )
    axes = TicksField(
        "Axes de la stratégie",
        description="Un ou deux, ceux qu’elle fait avancer. Exemple : l’axe sur l’accès aux droits "
        "pour une halte où l’on ouvre aussi des dossiers.",
    )
    dispositifs = TicksField(
        "Dispositifs",
        description="Ceux qu’elle changerait ou compléterait. Exemple : un accueil de jour qui "
        "existe déjà, si vous proposez de l’ouvrir le dimanche.",
    )
    means = TextField(
        "Moyens",
        description="Personnes, lieux, matériel. Exemple : « Un local de 80 m², deux salariées ».",
    )
    cost = EurosField(
        "Coût estimé, en euros",
        description="Pour une année. Laissez vide si vous ne savez pas. Exemple : 85 000.",
        render_kw={"inputmode": "decimal"},
    )
    carrier = LineField(
        "Qui pourrait la porter ?",
        description="Une structure, un service. Exemple : « Le CCAS, avec une association ».",
    )
    expected_effect = TextField(
        "Effet attendu",
        description="Ce qui changera, pour qui. Exemple : « Moins de femmes dehors en journée ; la "
        "moitié accompagnées vers un logement en un an ».",
    )
    measure = TextField(
        "Comment le saura-t-on ?",
        description="Un chiffre ou un signe, et qui le relève. Exemple : « 30 passages par jour, "
        "comptés par la halte ; un bilan chaque année ».",
    )
    supporters = TicksField(
        "Organisations qui la soutiennent",
        description="Celles qui vous ont dit leur accord, et elles seules. Exemple : le CCAS dont "
        "la direction vous a écrit. Leur nom sera public avec la réponse.",
    )
    references = TextField(
        "Sources",
        description="Études, chiffres, expériences menées ailleurs, adresses de pages. Exemple : "
        "« Enquête du groupe auprès de 12 structures, mars 2026 ».",
    )
    origin = SelectField(
        "D’où vient-elle ?",
        default="",
        description="La réunion de votre groupe, ou la décision, dont elle est née. Exemple : la "
        "décision D2 de votre dernier compte rendu.",
    )
    public_title = BooleanField(
        "Montrer le titre à tout le monde dès la soumission",
        description="Sans cela, le titre et le texte ne sont publics qu’avec la réponse. Exemple : "
        "oui, pour que d’autres groupes vous rejoignent ; non, si un partenaire doit d’abord "
        "l’apprendre de vous.",
    )
    documents = UploadsField(
        "Pièces jointes",
        description=f"Exemple : le plan du local, les résultats de votre enquête. {LIMITS}",
    )
    removed = TicksField("Pièces à retirer")
    version = HiddenField(default="1")

    def __init__(
        self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.wants_all = False
        self.axes.choices = choices["axes"]
        self.departments.choices = choices["departments"]
        self.dispositifs.choices = choices["dispositifs"]
        self.metropoles.choices = choices["metropoles"]
        self.supporters.choices = choices["supporters"]
        self.origin.choices = [("", "Pas d’une réunion"), *choices["origins"]]
        self.removed.choices = choices["documents"]

    def text(self, document_ids: frozenset[int]) -> ProposalText:
        """What was typed, as the services take it; `document_ids` are the files to keep."""
        origin = self.origin.data or ""
        number = whole_or(origin[1:], 0) or None
        level = self.decision_level.data
        return ProposalText(
            **self.values(*WORDS),
            decision_level=DecisionLevel(level) if level else None,
            cost_cents=self.cost.cents,
            meeting_id=number if origin.startswith("r") else None,
            decision_id=number if origin.startswith("d") else None,
            axis_ids=_numbers(self.axes),
            dispositif_ids=_numbers(self.dispositifs),
            metropole_ids=_numbers(self.metropoles),
            supporter_ids=_numbers(self.supporters),
            department_codes=frozenset(self.departments.data or ()),
            document_ids=document_ids,
        )

    @property
    def removed_ids(self) -> frozenset[int]:
        return frozenset(int(value) for value in self.removed.data or ())


def _numbers(field: TicksField) -> frozenset[int]:
    return frozenset(int(value) for value in field.data or ())


def initial(proposal: Proposal) -> dict[str, Any]:
    """What the form shows of a stored proposal."""
    origin = f"r{proposal.meeting_id}" if proposal.meeting_id else ""
    if proposal.decision_id:
        origin = f"d{proposal.decision_id}"
    return {
        **{name: getattr(proposal, name) for name in WORDS},
        "decision_level": proposal.decision_level.value if proposal.decision_level else None,
        "cost": proposal.cost_cents,
        "axes": [str(axis.id) for axis in proposal.axes],
        "dispositifs": [str(one.id) for one in proposal.dispositifs],
        "metropoles": [str(one.id) for one in proposal.metropoles],
        "supporters": [str(one.id) for one in proposal.supporters],
        "departments": [department.code for department in proposal.departments],
        "origin": origin,
        "version": str(proposal.version),
    }
