"""Pages by which people register others or pass their seat."""

from app.enrolment.views import contact, imports, others, own, team, transfer
from app.enrolment.views.section import enrolment

__all__ = ["contact", "enrolment", "imports", "others", "own", "team", "transfer"]
