"""The glossary of sigles: everybody reads it, the team writes it."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.kernel.access import Actor
from app.reference.queries import notes, source_choices
from app.strategy import forms, queries, services
from app.strategy.models import GlossaryTerm
from app.strategy.views.manage import BOTH, EDIT
from app.strategy.views.section import strategy
from app.web.responses import render, render_form, see_other
from app.web.routing import PUBLIC, allow, current_actor

ONE = allow(EDIT, load=queries.term_by_id)


@strategy.page("/glossaire", access=PUBLIC, remember=True)
def glossary() -> ResponseReturnValue:
    found = queries.terms()
    return render(
        "strategy/glossary.html", terms=found, notes=notes(*(one.source_codes for one in found))
    )


@strategy.page("/gestion/strategie/glossaire/nouveau", access=allow(EDIT), methods=BOTH)
def add_term() -> ResponseReturnValue:
    return _term(current_actor(), None)


@strategy.page("/gestion/strategie/glossaire/<int:term_id>", access=ONE, methods=BOTH)
def edit_term(term: GlossaryTerm) -> ResponseReturnValue:
    return _term(current_actor(), term)


def _term(actor: Actor, term: GlossaryTerm | None) -> ResponseReturnValue:
    form = forms.TermForm(
        source_choices(),
        version=services.version_of(term),
        obj=term,
        data={"sources": term.source_codes if term else []},
    )
    if form.validate_on_submit():
        with form.refusals():
            services.save_term(
                actor,
                term,
                seen=form.version.data,
                sigle=form.sigle.data,
                words=form.words.data,
                definition=form.definition.data or None,
                source_codes=form.sources.data or [],
            )
            flash("C’est dans le glossaire.", "success")
            return see_other("strategy.glossary")
    return render_form("strategy/edit_term.html", form, term=term)


@strategy.page("/gestion/strategie/glossaire/<int:term_id>/retirer", access=ONE, methods=("POST",))
def remove_term(term: GlossaryTerm) -> ResponseReturnValue:
    services.remove_term(current_actor(), term)
    flash("Ce sigle n’est plus dans le glossaire.", "success")
    return see_other("strategy.glossary")
