"""A form with a date: one that is past, or years away, is asked about before it is believed."""

from __future__ import annotations

from datetime import datetime, timedelta

from wtforms import BooleanField

from app.kernel import clock
from app.kernel.dates import distance, spoken_day
from app.kernel.errors import Invalid
from app.web.forms import Form

# Nothing is arranged that long before: a year was mistyped.
FAR = timedelta(days=4 * 366)


class DatedForm(Form):
    """Adds the box that confirms an unusual date; the page shows it once it has been asked."""

    unusual_date = BooleanField("Oui, c’est bien cette date")

    @property
    def asks_date(self) -> bool:
        """Whether the page shows the box."""
        return bool(self.unusual_date.errors or self.unusual_date.data)

    def check_date(self, moment: datetime | None, former: datetime | None = None) -> None:
        """Ask about a date that is past or far away, unless it is the one that stood there.

        Args: the start that was typed, None when there is none; the start as it was.
        Raises `Invalid` beside the box until it is ticked.
        """
        if moment is None or moment == former or self.unusual_date.data:
            return
        now = clock.now()
        if now < moment < now + FAR:
            return
        away = distance(moment, clock.today())
        wrong = "est passée" if moment <= now else "est lointaine"
        said = f"Cette date {wrong} : {spoken_day(moment)} ({away})."
        check = "Vérifiez le jour et l’année, ou cochez cette case."
        raise Invalid({"unusual_date": f"{said} {check}"})
