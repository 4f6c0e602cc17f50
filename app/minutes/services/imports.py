"""A text written elsewhere: read, shown with its places, and only then put into the draft."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import delete

from app.audit import services as audit
from app.documents import storage
from app.documents.models import Document
from app.documents.names import clean_filename
from app.documents.services import Upload, store
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.errors import Conflict, Invalid
from app.kernel.text import counted, fold, shortened
from app.minutes.content import Content
from app.minutes.importing import BODY, Piece, merged, outline_mark, pieces, whole
from app.minutes.models import Minutes, MinutesImport
from app.minutes.policies import has_begun
from app.minutes.queries import first_content, minutes_of, stored_content
from app.minutes.services.saving import LONGEST, lock, save_draft
from app.minutes.states import WRITABLE
from app.wordprocessing import reading
from app.wordprocessing.blocks import Run
from app.wordprocessing.markdown import inline

# How long a text stays that was read and not taken up.
KEPT: Final = timedelta(days=7)
# Of one item, of all the items, decisions or actions: what the form of minutes can hold.
LONGEST_ITEM: Final = 100_000
MOST_ITEMS: Final = 200
MOST_LINES: Final = 100
FIELD: Final = "text"
_TITLES_SAID: Final = """
compte rendu comptes rendus cr proces verbal pv releve conclusions decisions notes note de du des
la le l d reunion reunions seance rencontre groupe travail comite
"""
_TITLES: Final = frozenset(_TITLES_SAID.split())


def read_file(content: bytes, filename: str) -> reading.WrittenText:
    """What a DOCX or ODT says; nothing is written. Raises `Invalid` beside `text`.

    Before the writing transaction: a file takes seconds to read.
    """
    name = clean_filename(filename)
    try:
        found = reading.read(content)
    except reading.Refusal as refusal:
        raise Invalid({FIELD: f"Le fichier « {name} » {refusal}."}) from refusal
    if len(found.markdown) > LONGEST:
        raise Invalid({FIELD: f"Le fichier « {name} » est trop long : joignez-le au compte rendu."})
    return found


def create_import(
    actor: Actor,
    event: Event,
    *,
    found: reading.WrittenText,
    content: bytes,
    filename: str,
    keep: bool,
) -> MinutesImport:
    """Store what a file says, for the preview. Raises `Invalid` beside `text`.

    `keep`: the file itself will be joined to the minutes, should the text be taken up.
    """
    if not has_begun(event):
        raise Conflict("Le compte rendu s’écrit une fois la rencontre commencée.")
    document: Document | None = None
    if keep:
        try:
            document = store(actor, io.BytesIO(content), filename)
        except Invalid as refusal:
            raise Invalid({FIELD: refusal.message}) from refusal
    made = MinutesImport(
        event_id=event.id,
        filename=clean_filename(filename),
        sections=_sections(found),
        warnings=_warnings(found),
        document_id=document.id if document is not None else None,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "minutes:read_text", event, after={"length": len(found.markdown)})
    return made


def _sections(found: reading.WrittenText) -> list[dict[str, str]]:
    """The parts of the text; its title, which minutes have no place for, opens the first."""
    parts = [{"title": one.title, "markdown": one.markdown} for one in found.sections]
    if found.title and not _is_ours(found.title):
        title = inline([Run(found.title, bold=True)])
        if not parts or parts[0]["title"]:
            parts.insert(0, {"title": "", "markdown": title})
        else:
            parts[0]["markdown"] = f"{title}\n\n{parts[0]['markdown']}".rstrip()
    return parts


def _is_ours(title: str) -> bool:
    """Whether a title says no more than what minutes are called."""
    return all(word in _TITLES for word in re.findall(r"[a-z]+", fold(title)))


def _warnings(found: reading.WrittenText) -> list[str]:
    said = list(found.warnings)
    if found.title and _is_ours(found.title):
        said.append(f"Le titre « {shortened(found.title, 120)} » est laissé de côté.")
    return said


def start_of(event: Event) -> tuple[Minutes | None, Content]:
    """What the text is put into: the draft as it is stored, or a first one from the agenda."""
    minutes = minutes_of(event.id)
    if minutes is None or minutes.version == 0:
        return minutes, first_content(event)
    return minutes, stored_content(minutes)


def pieces_of(text: MinutesImport, content: Content) -> list[Piece]:
    return pieces(text.sections, [item.title for item in content.items])


def take(
    actor: Actor,
    text: MinutesImport,
    *,
    found: Sequence[Piece],
    places: Sequence[str] | None,
    marks: frozenset[int] = frozenset(),
    outline: str = "",
) -> Minutes | None:
    """Put each part at its place in the draft, after what stands there; done twice it is done once.

    `found` is what `pieces_of` said before the lock, `places` where each goes; None puts all in one
    block among the other exchanges.
    `outline` stands for the items that were offered (`importing.outline_mark`). What others saved
    in between stays.
    Raises `Invalid` at the top when it is too much or when the items are others since.
    """
    event = lock(actor, text.event)
    db.session.refresh(text)
    minutes, content = start_of(event)
    if text.taken_at is not None:
        return minutes
    if minutes is not None and minutes.status not in WRITABLE:
        raise Conflict("Ce compte rendu est approuvé : il se modifie avec un motif.")
    if places is None:
        piece = Piece("", whole(text.sections), BODY)
        wanted = merged(content, [piece], [BODY], marks=frozenset())
    else:
        if outline_mark([item.title for item in content.items]) != outline:
            message = "Les points du compte rendu ont changé depuis : vérifiez les places."
            raise Invalid({"places": message})
        wanted = merged(content, found, places, marks=marks)
    _refuse_too_much(wanted)
    version = minutes.version if minutes is not None else 0
    saved = save_draft(actor, event, wanted, version=version, uploads=_uploads(text))
    text.taken_at, text.sections, text.warnings = clock.now(), [], []
    text.filename, text.document_id = "", None
    db.session.flush()
    audit.record(actor, "minutes:import", saved, after={"version": saved.version})
    return saved


def _uploads(text: MinutesImport) -> list[Upload]:
    document = db.session.get(Document, text.document_id) if text.document_id else None
    if document is None:
        return []
    return [Upload(io.BytesIO(storage.read(document.sha256)), document.filename)]


def _refuse_too_much(content: Content) -> None:
    if len(content.items) > MOST_ITEMS or any(
        len(one.text) > LONGEST_ITEM for one in content.items
    ):
        raise Invalid({"places": "Un point serait trop long : répartissez le texte autrement."})
    if max(len(content.decisions), len(content.actions)) > MOST_LINES:
        most = counted(MOST_LINES, "décision")
        raise Invalid({"places": f"Le compte rendu tient au plus {most} et autant d’actions."})


def forget_imports() -> int:
    """Forget the texts read more than a week ago; how many."""
    done = db.session.execute(
        delete(MinutesImport).where(MinutesImport.created_at < clock.now() - KEPT)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # of a DML
