"""What the private page of a registration gains: the ticket, then the certificate."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.attendance import services
from app.attendance.certificates import pdf
from app.attendance.views.section import attendance
from app.kernel.db import let_others_write
from app.registrations.models import Registration
from app.registrations.queries import own_by_token
from app.web.responses import download
from app.web.routing import by_link, current_actor


@attendance.page(
    "/inscriptions/<token>/attestation.pdf", access=by_link(own_by_token), methods=["POST"]
)
def own_certificate(registration: Registration) -> ResponseReturnValue:
    """A POST: the first time, it gives the certificate its number."""
    issued = services.issue(current_actor(), registration)
    let_others_write()
    content = pdf(registration.event, issued)
    return download(content, f"attestation-{issued.number}.pdf", "application/pdf")
