"""Start a proposal from a note: the file, then the draft it fills, still to be read over."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileRequired

from app.documents.forms import UploadField
from app.groups.models import WorkingGroup
from app.kernel.db import start_writing
from app.kernel.errors import Invalid
from app.proposals import services
from app.proposals.views.section import BOTH, load_group, proposals
from app.web.forms import Form
from app.web.responses import render_form, see_other
from app.web.routing import allow, current_actor


class NoteForm(Form):
    note = UploadField(
        "Votre note (DOCX, ODT ou PDF)",
        description="20 Mo au plus, sans macros. Ses titres, « Constat », « Proposition », "
        "« Public visé »… disent où va chaque partie.",
        validators=[FileRequired("Choisissez un fichier.")],
    )


@proposals.page(
    "/groupes/<slug>/propositions/depuis-une-note",
    access=allow("proposal:create", load=load_group),
    methods=BOTH,
    late=True,
)
def from_note(group: WorkingGroup) -> ResponseReturnValue:
    form = NoteForm()
    slug = group.slug
    if form.validate_on_submit():
        file = form.note.data
        # A view runs a second time when the database asks for it: from the first byte again.
        file.stream.seek(0)
        content = file.stream.read()
        try:
            text = services.read_note(content, file.filename)
        except Invalid as refusal:
            form.refuse(refusal)
            return render_form("proposals/from_note.html", form, slug=slug)
        # Nobody waits while a file is read: the writing begins here.
        start_writing()
        with form.refusals():
            made, told = services.start_from_note(
                current_actor(), group, text=text, content=content, filename=file.filename
            )
            for sentence in told:
                flash(sentence, "info")
            return see_other("proposals.edit", slug=slug, proposal_id=made.id)
    return render_form("proposals/from_note.html", form, slug=slug)
