"""Choosing when an event is called to mind."""

from __future__ import annotations

from app.reminders.timing import CHOICES
from app.web.fields import TicksField
from app.web.forms import Form

LABELS = {14: "Deux semaines avant", 7: "Une semaine avant", 2: "L’avant-veille", 1: "La veille"}


class PlanForm(Form):
    days = TicksField(
        "Quand envoyer un rappel ?",
        choices=[(str(days), LABELS[days]) for days in CHOICES],
    )
