"""Every form that takes a file: what was chosen is still there when another answer is wrong."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import pytest
from flask import Flask

from tests import files
from tests.filling import fill
from tests.rendered import Control, Form, page_of
from tests.web import HouseClient
from tests.whole_app.addresses import requests
from tests.whole_app.test_access import visit_as
from tests.world import World

NAME = "annexe-du-test.pdf"


def file_controls(form: Form) -> list[Control]:
    return [one for one in form.controls if one.kind == "file"]


def emptied(form: Form) -> dict[str, str]:
    """Nothing where something can be typed, and an address that is none."""
    return {
        one.name: "pas une adresse" if one.kind == "email" else ""
        for one in form.controls
        if one.kind in {"text", "email", "textarea", "number", "date", "url", "tel", "time"}
    }


@pytest.mark.slow
@pytest.mark.parametrize("who", ["lead", "admin"])
def test_a_chosen_file_waits_in_every_form(shared_app: Flask, world: World, who: str) -> None:
    seen, waited = set(), set()
    for request in requests(shared_app, world):
        if request.method != "GET" or request.endpoint in seen:
            continue
        client = visit_as(shared_app, world, who)
        answer = client.get(request.path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        for form in page_of(answer.get_data(as_text=True), request.path).forms:
            controls = file_controls(form)
            if not controls:
                continue
            seen.add(request.endpoint)
            if _waits(client, request.path, form, controls[0]):
                waited.add(request.endpoint)
    # Elsewhere the file is all that is asked.
    assert {"groups.documents", "meetings.convene", "minutes.write"} <= waited, sorted(seen)


def _waits(client: HouseClient, path: str, form: Form, control: Control) -> bool:
    """Whether the form came back, with its file. A form with nothing else to be wrong has none."""
    data = {**emptied(form), control.name: (io.BytesIO(files.pdf()), NAME)}
    address = form.action or path
    sent = client.forge(address, dict_of(form, data), content_type="multipart/form-data")
    if sent.status_code not in {409, 422}:
        return False
    page = sent.get_data(as_text=True)
    beside = f'id="{re.escape(control.id)}-erreur"'
    if re.search(beside, page):
        return False  # the file itself is refused
    assert NAME in page, f"{path} loses the file"
    assert f'name="{control.name}-waiting"' in page, path
    return True


def dict_of(form: Form, data: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in fill(form, data, blank=True):
        found.setdefault(name, value)
    return {**found, **{k: v for k, v in data.items() if not isinstance(v, str)}}
