"""The form in which minutes are written."""

from __future__ import annotations

import re
from datetime import date

from wtforms import BooleanField, DateField, FieldList, HiddenField
from wtforms.validators import InputRequired, Length, Optional

from app.documents.forms import UploadsField
from app.events.choices import departments
from app.events.models import Event
from app.kernel.errors import Invalid
from app.kernel.numbers import whole_or
from app.minutes.content import Content, Count, Item, Person, ToDo
from app.minutes.enums import AttendeeKind, Audience, Counting, MinutesStatus, Presence
from app.minutes.forms.audience import AUDIENCE_HINTS, audiences
from app.minutes.models import Minutes
from app.minutes.queries import first_content, stored_content
from app.minutes.services.life import first_end
from app.web.fields import ChoiceField, LineField, TextField, TicksField
from app.web.forms import Form
from app.web.rows import RowsField

EMPTY_ROWS = 1
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
MOST_DECISIONS = 100


class MinutesForm(Form):
    """The text of minutes. `reason` and `checked` are asked only once they are published."""

    next_meeting = LineField(
        "Prochaine réunion",
        description="La date si elle est connue, sinon ce qui est prévu.",
        validators=[Optional(), Length(max=300)],
    )
    plain_summary = TextField(
        "Résumé facile à lire",
        description="Cinq à dix phrases courtes, une idée par phrase, des mots de tous les jours. "
        "Il sera montré en premier.",
        validators=[Optional(), Length(max=10_000)],
        render_kw={"rows": 5},
    )
    body = TextField(
        "Autres échanges",
        validators=[Optional(), Length(max=400_000)],
        render_kw={"rows": 22},
    )
    items = RowsField("Points de l’ordre du jour", parts=("title", "text"), longest=100_000)
    counting = ChoiceField(
        "Comment dire qui était là ?",
        choices=[(one.value, one.label) for one in Counting],
        choice_hints={
            Counting.COUNTED.value: "Quand des personnes ne doivent pas être nommées : "
            "aucun nom n’est alors gardé dans le compte rendu."
        },
        default=Counting.NAMED.value,
    )
    people = RowsField(
        "Personnes",
        parts=("name", "organisation", "presence"),
        beside=("presence", "organisation"),
        longest=300,
    )
    counts = RowsField(
        "Nombres",
        parts=("kind", "department", "count"),
        beside=("kind", "department"),
        most=100,
        longest=50,
    )
    actions = RowsField(
        "Actions", parts=("what", "owner", "owner_email", "due_on"), beside=(), most=100
    )
    decisions = FieldList(
        TextField("Décision", validators=[Optional(), Length(max=2_000)], render_kw={"rows": 2}),
        max_entries=MOST_DECISIONS,
    )
    removed = TicksField("Fichiers à retirer", coerce=int, validators=[Optional()])
    documents = UploadsField("Joindre des fichiers")
    until = DateField(
        "Relecture possible jusqu’au",
        description="Cinq jours ouvrés au moins.",
        validators=[Optional()],
    )
    audience = ChoiceField(
        "Qui pourra lire ?", choice_hints=AUDIENCE_HINTS, validators=[InputRequired()]
    )
    reason = TextField(
        "Ce qui change, et pourquoi",
        description="Les lecteurs verront cette phrase à côté de la date.",
        validators=[InputRequired(), Length(max=1_000)],
        render_kw={"rows": 2},
    )
    checked = BooleanField(
        "J’ai vérifié que rien de nouveau ne touche à la vie privée de quelqu’un, "
        "dans le texte comme dans les fichiers.",
        validators=[InputRequired(message="Cochez cette case après avoir relu.")],
    )
    version = HiddenField()

    @classmethod
    def of(cls, event: Event, minutes: Minutes | None) -> MinutesForm:
        """The form, filled with what is stored, or with the meeting's agenda for a first draft."""
        form = cls()
        form.audience.choices = audiences(event)
        stored = minutes.documents if minutes is not None else []
        form.removed.choices = [(d.id, f"Retirer « {d.filename} »") for d in stored]
        if minutes is None or not minutes.editions:
            del form.reason
            del form.checked
        if minutes is not None and minutes.status not in {
            MinutesStatus.TO_WRITE,
            MinutesStatus.DRAFT,
        }:
            del form.until
        if not form.is_submitted():
            form.show(event, minutes)
        return form

    def show(self, event: Event, minutes: Minutes | None) -> None:
        """Fill the form with what is stored."""
        if "until" in self:
            self.until.data = first_end()
        self.version.data = str(minutes.version if minutes is not None else 0)
        new = minutes is None or minutes.version == 0
        content = first_content(event) if new or minutes is None else stored_content(minutes)
        self.plain_summary.data = content.plain_summary or ""
        self.body.data = content.body
        self.next_meeting.data = content.next_meeting
        self.audience.data = content.audience.value
        self.counting.data = content.counting.value
        self.items.data = [{"title": one.title, "text": one.text} for one in content.items]
        self.people.data = [
            {
                "name": one.name,
                "organisation": one.organisation or "",
                "presence": one.presence.value,
            }
            for one in content.people
        ]
        self.counts.data = [
            {"kind": one.kind.value, "department": one.department or "", "count": str(one.count)}
            for one in content.counts
        ]
        self.actions.data = [
            {
                "what": one.what,
                "owner": one.owner or "",
                "owner_email": one.owner_email or "",
                "due_on": one.due_on.isoformat() if one.due_on else "",
            }
            for one in content.actions
        ]
        for text in content.decisions:
            self.decisions.append_entry(text)
        self.add_rows()

    def add_rows(self, count: int = EMPTY_ROWS) -> None:
        """Empty boxes at the end, to write more decisions without a script."""
        for _ in range(min(count, MOST_DECISIONS - len(self.decisions.entries))):
            self.decisions.append_entry("")

    def fill_up(self) -> None:
        """An empty row at the end of each list; called once what was sent has been read."""
        empty = {
            "items": 1,
            "people": EMPTY_ROWS,
            "counts": EMPTY_ROWS,
            "actions": EMPTY_ROWS,
        }
        for name, count in empty.items():
            field = self._fields[name]
            rows = [*field.data, *(dict.fromkeys(field.parts, "") for _ in range(count))]
            field.rows = rows

    @property
    def departments(self) -> list[tuple[str, str]]:
        return departments()

    kinds = AttendeeKind
    presences = Presence

    @property
    def read_version(self) -> int:
        """The version that the person read; -1 when the field was tampered with."""
        typed = self.version.data or ""
        return whole_or(typed, -1)

    @property
    def content(self) -> Content:
        """What services take; empty decisions are left out."""
        texts = (entry.data or "" for entry in self.decisions.entries)
        return Content(
            plain_summary=self.plain_summary.data or None,
            body=self.body.data or "",
            decisions=tuple(text for text in texts if text),
            audience=Audience(self.audience.data),
            removed=frozenset(self.removed.data or ()),
            items=tuple(Item(row["title"], row["text"]) for row in self.items.data),
            actions=tuple(_to_do(row) for row in self.actions.data),
            counting=Counting(self.counting.data),
            people=self._people(),
            counts=self._counts(),
            next_meeting=self.next_meeting.data or "",
        )

    def _people(self) -> tuple[Person, ...]:
        if self.counting.data == Counting.COUNTED.value:
            return ()
        return tuple(
            Person(
                Presence(row["presence"]) if row["presence"] in set(Presence) else Presence.PRESENT,
                row["name"],
                row["organisation"] or None,
            )
            for row in self.people.data
            if row["name"]
        )

    def _counts(self) -> tuple[Count, ...]:
        if self.counting.data != Counting.COUNTED.value:
            return ()
        found = []
        codes = {code for code, _ in departments()}
        for row in self.counts.data:
            number = whole_or(row["count"], 0)
            if not 0 < number < 10_000:
                raise Invalid({"counts": "Écrivez un nombre de personnes, par exemple 12."})
            kind = row["kind"] if row["kind"] in set(AttendeeKind) else AttendeeKind.OTHER
            department = row["department"] if row["department"] in codes else None
            found.append(Count(AttendeeKind(kind), department, number))
        return tuple(found)


def _to_do(row: dict[str, str]) -> ToDo:
    if not row["what"]:
        raise Invalid({"actions": "Dites ce qu’il y a à faire, ou videz la ligne."})
    due_on = None
    if row["due_on"]:
        try:
            due_on = date.fromisoformat(row["due_on"])
        except ValueError:
            message = "Cette date n’existe pas. Exemple : 2027-01-15."
            raise Invalid({"actions": message}) from None
    if row["owner_email"] and not _ADDRESS.fullmatch(row["owner_email"]):
        raise Invalid(
            {"actions": "Une adresse n’est pas complète. Exemple : prenom.nom@example.org."}
        )
    return ToDo(row["what"], row["owner"] or None, row["owner_email"] or None, due_on)
