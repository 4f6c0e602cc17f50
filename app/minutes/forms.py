"""Forms of minutes."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, FieldList, HiddenField
from wtforms.validators import InputRequired, Length, Optional

from app.documents.forms import UploadsField
from app.events.models import Event
from app.minutes.content import Content
from app.minutes.enums import Audience
from app.minutes.models import Minutes
from app.web.fields import ChoiceField, TextField, TicksField
from app.web.forms import Form

EMPTY_ROWS = 2
MOST_DECISIONS = 100
AUDIENCE_HINTS = {
    Audience.PUBLIC.value: "Sur le site, sans compte",
    Audience.PARTNERS.value: "Toute personne qui se connecte",
    Audience.MEMBERS.value: "Seulement le groupe et l’équipe du commissaire",
}


class MinutesForm(Form):
    """The text of minutes. `reason` and `checked` are asked only once they are published."""

    plain_summary = TextField(
        "Résumé facile à lire",
        description="Cinq à dix phrases courtes, une idée par phrase, des mots de tous les jours. "
        "Il sera montré en premier.",
        validators=[Optional(), Length(max=10_000)],
        render_kw={"rows": 5},
    )
    body = TextField(
        "Compte rendu",
        validators=[Optional(), Length(max=400_000)],
        render_kw={"rows": 22},
    )
    decisions = FieldList(
        TextField("Décision", validators=[Optional(), Length(max=2_000)], render_kw={"rows": 2}),
        max_entries=MOST_DECISIONS,
    )
    removed = TicksField("Fichiers à retirer", coerce=int, validators=[Optional()])
    documents = UploadsField("Joindre des fichiers")
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
        form.audience.choices = [
            (a.value, a.label)
            for a in Audience
            if a is not Audience.MEMBERS or event.group_id is not None
        ]
        stored = minutes.documents if minutes is not None else []
        form.removed.choices = [(d.id, f"Retirer « {d.filename} »") for d in stored]
        if minutes is None or not minutes.editions:
            del form.reason
            del form.checked
        if not form.is_submitted():
            form.show(event, minutes)
        return form

    def show(self, event: Event, minutes: Minutes | None) -> None:
        """Fill the form with what is stored."""
        self.version.data = str(minutes.version if minutes is not None else 0)
        if minutes is None:
            audience = Audience.PUBLIC if event.group_id is None else Audience.MEMBERS
            self.body.data = outline(event)
            self.audience.data = audience.value
        else:
            self.plain_summary.data = minutes.plain_summary or ""
            self.body.data = minutes.body
            self.audience.data = minutes.audience.value
            for decision in minutes.decisions:
                self.decisions.append_entry(decision.text)
        self.add_rows()

    def add_rows(self, count: int = EMPTY_ROWS) -> None:
        """Empty boxes at the end, to write more decisions without a script."""
        for _ in range(min(count, MOST_DECISIONS - len(self.decisions.entries))):
            self.decisions.append_entry("")

    @property
    def read_version(self) -> int:
        """The version that the person read; -1 when the field was tampered with."""
        typed = self.version.data or ""
        return int(typed) if typed.isdigit() and len(typed) < 9 else -1

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
        )


def outline(event: Event) -> str:
    """A first draft from the agenda of the meeting: one heading per item, room under each."""
    titles = [
        " ".join(part for part in (item.time_text, item.title) if part) for item in event.programme
    ]
    return "\n\n".join(f"# {title}\n" for title in titles)


def _tick(label: str) -> Any:
    return BooleanField(
        label, validators=[InputRequired(message="Cochez cette case après avoir vérifié.")]
    )


class PublishForm(Form):
    """The check-list on personal data, before others read."""

    named = _tick(
        "Les personnes nommées le sont pour leur fonction, ou ont dit oui. "
        "Les autres sont seulement comptées."
    )
    private = _tick(
        "Rien ne parle de la santé, de la situation ou de la vie privée d’une personne "
        "que l’on pourrait reconnaître."
    )
    attached = _tick(
        "Les fichiers joints ont été relus aussi : pas de feuille d’émargement, "
        "d’adresse personnelle ni de numéro de téléphone."
    )
    version = HiddenField()

    @property
    def read_version(self) -> int:
        typed = self.version.data or ""
        return int(typed) if typed.isdigit() and len(typed) < 9 else -1
