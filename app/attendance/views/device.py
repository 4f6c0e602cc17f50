"""The phone of the desk: its list, its acts, its service worker."""

from __future__ import annotations

from pathlib import Path

from flask import Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from app.attendance import device, services
from app.attendance.models import DeskPass
from app.attendance.passes import token_of
from app.attendance.queries import desk_handing_over
from app.attendance.views.desk import DESK, actor_of
from app.attendance.views.section import attendance
from app.kernel.errors import Invalid
from app.web.routing import ANONYMOUSLY, by_link
from app.web.security import limiter


@attendance.page("/accueil/<token>/liste", access=DESK)
def device_list(given: DeskPass) -> ResponseReturnValue:
    return _private(jsonify(device.full_list(given)))


@attendance.page("/accueil/<token>/etat", access=DESK)
def device_state(given: DeskPass) -> ResponseReturnValue:
    return _private(jsonify(device.state(given)))


# The secret is in the address, not in a cookie that another site could have sent along: the page
# that a phone keeps for days without a network has no fresh form token to show.
@attendance.page(
    "/accueil/<token>/gestes",
    access=by_link(desk_handing_over),
    methods=["POST"],
    from_outside=True,
)
@limiter.limit("600 per minute")
def device_acts(given: DeskPass) -> ResponseReturnValue:
    try:
        acts = device.acts_from(request.get_json(silent=True))
    except Invalid as refusal:
        return _private(jsonify(why=refusal.message)), 422
    outcomes = services.note(actor_of(given), given.event, acts, desk=given)
    return _private(jsonify(outcomes=[device.told(one) for one in outcomes], **device.state(given)))


@attendance.page("/accueil/<token>/manifeste.json", access=DESK)
def manifest(given: DeskPass) -> ResponseReturnValue:
    """So that the phone can keep the page among its applications."""
    path = f"/accueil/{token_of(given)}"
    return _private(
        jsonify(
            name="Accueil – Synergies",
            short_name="Accueil",
            lang="fr",
            start_url=path,
            scope=path,
            display="standalone",
            icons=[{"src": "/static/favicon.svg", "sizes": "any", "type": "image/svg+xml"}],
        )
    )


@attendance.page("/accueil/service-worker.js", access=ANONYMOUSLY)
def service_worker() -> ResponseReturnValue:
    """Under /accueil/, which is as far as it may look."""
    path = Path(str(current_app.static_folder)) / "desk-worker.js"
    response = Response(path.read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
