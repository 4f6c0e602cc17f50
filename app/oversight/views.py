"""Requests of access and erasure, answered by the administration."""

from __future__ import annotations

import json
from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue

from app.kernel.db import db
from app.oversight import persons
from app.oversight.forms import EraseForm, PersonForm
from app.web.forms import Form
from app.web.responses import download, render_form, see_other
from app.web.routing import Section, allow, current_actor

oversight = Section("oversight", __name__)

MANAGE = allow("person:manage")


@oversight.page("/gestion/personnes", access=MANAGE, methods=("GET", "POST"), recent=True)
def person() -> ResponseReturnValue:
    """What is held on an address; sent by POST, so that no address stands in a link."""
    search, found, erasing = PersonForm(), None, None
    if search.validate_on_submit():
        found = {title: len(rows) for title, rows in persons.find(_address(search)).items()}
        db.session.rollback()  # nothing is written
    if found:
        erasing = EraseForm(formdata=None)
        erasing.address.data = search.address.data
    return _page(search, search=search, found=found, erasing=erasing)


@oversight.page("/gestion/personnes/export", access=MANAGE, methods=("POST",), recent=True)
def export() -> ResponseReturnValue:
    search = PersonForm()
    if not search.validate_on_submit():
        return _page(search, search=search)
    data = persons.export(current_actor(), _address(search))
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return download(text.encode(), "donnees-d-une-personne.json", "application/json")


@oversight.page("/gestion/personnes/effacer", access=MANAGE, methods=("POST",), recent=True)
def erase() -> ResponseReturnValue:
    form = EraseForm()
    if form.validate_on_submit():
        with form.refusals():
            counts = persons.erase(current_actor(), _address(form), form.reason.data or "")
            listed = ", ".join(f"{title} ({count})" for title, count in counts.items())
            flash(f"Les données de cette personne sont effacées : {listed}.", "success")
            return see_other("oversight.person")
    return _page(form, search=PersonForm(formdata=None), erasing=form)


def _page(form: Form, **context: Any) -> ResponseReturnValue:
    return render_form("oversight/person.html", form, **{"found": None, "erasing": None, **context})


def _address(form: PersonForm | EraseForm) -> str:
    return form.address.data or ""
