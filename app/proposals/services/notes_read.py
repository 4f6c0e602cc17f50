"""Start a draft from a note that somebody has already written."""

from __future__ import annotations

import io
from pathlib import PurePath
from typing import Any, Final

from app.documents.services import store
from app.groups.models import WorkingGroup
from app.kernel.access import Actor
from app.kernel.errors import Invalid
from app.kernel.text import joined, shortened, size
from app.proposals.importing import LABELS, Placed, placed
from app.proposals.models import Proposal
from app.proposals.services.text import TITLE_LENGTH, ProposalText
from app.proposals.services.writing import create
from app.wordprocessing.reading import MOST_BYTES, Refusal, WrittenText, read

FIELD: Final = "note"
_PDF: Final = b"%PDF-"


def read_note(content: bytes, filename: str) -> WrittenText | None:
    """What the note says; None for a PDF, whose text is not guessed. Raises `Invalid`.

    Before the writing transaction: a file takes seconds to read.
    """
    if len(content) > MOST_BYTES:
        raise Invalid({FIELD: f"Ce fichier dépasse {size(MOST_BYTES)}."})
    if content.startswith(_PDF):
        return None
    try:
        return read(content)
    except Refusal as refusal:
        name = PurePath(filename.replace("\\", "/")).name
        raise Invalid({FIELD: f"Le fichier « {name} » {refusal}."}) from refusal


def start_from_note(
    actor: Actor, group: WorkingGroup, *, text: WrittenText | None, content: bytes, filename: str
) -> tuple[Proposal, list[str]]:
    """A draft with what the note answers, the note attached; and sentences on what was read.

    A PDF (`text` is None) is attached only. Raises `Invalid` beside `note`; the draft then does not
    exist.
    """
    try:
        document = store(actor, io.BytesIO(content), filename)
    except Invalid as refusal:
        raise Invalid({FIELD: refusal.message}) from refusal
    found = placed(text) if text is not None else Placed("", {}, ())
    fallback = PurePath(document.filename).stem.replace("_", " ").strip() or "Proposition"
    answers: dict[str, Any] = dict(found.answers)
    if len(found.title) > TITLE_LENGTH:
        # What the title of the card cannot hold stands in its text.
        before = answers.get("findings", "")
        answers["findings"] = f"{found.title}\n\n{before}".strip()
    wanted = ProposalText(
        title=shortened(found.title or fallback, TITLE_LENGTH),
        document_ids=frozenset({document.id}),
        **answers,
    )
    proposal = create(actor, group, text=wanted)
    return proposal, _told(found, is_pdf=text is None, warnings=text.warnings if text else ())


def _told(found: Placed, *, is_pdf: bool, warnings: tuple[str, ...]) -> list[str]:
    if is_pdf:
        return [
            "Le PDF est joint. Son texte ne peut pas être repris : copiez-en les passages utiles, "
            "ou repartez du fichier de Word ou de LibreOffice."
        ]
    answered = [label for name, label in LABELS.items() if name in found.answers]
    said = [f"Repris de votre fichier : {joined(answered)}. Le fichier est joint. Relisez tout."]
    if found.unplaced:
        names = joined(f"« {shortened(one, 60)} »" for one in found.unplaced)
        said.append(f"Gardé dans la proposition, à ranger : {names}.")
    return [*said, *warnings]
