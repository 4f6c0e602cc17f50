"""Forms about accounts."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField
from wtforms.validators import DataRequired, Length

from app.accounts.enums import Role
from app.accounts.services.directory import NAME_LENGTH
from app.web.fields import EmailField, LineField, TicksField
from app.web.forms import Form

NO_ORGANISATION = "Aucune, ou pas dans la liste"


def _organisation(value: Any) -> int | None:
    return int(value) if value not in {None, "", "None"} else None


class SignInForm(Form):
    email = EmailField(
        "Votre adresse électronique",
        [DataRequired("Indiquez votre adresse.")],
        description="Celle que connaît l’équipe. Exemple : prenom.nom@example.org.",
    )


class AskLinkForm(Form):
    """A button alone."""


class _PersonForm(Form):
    name = LineField(
        "Prénom et nom",
        [
            DataRequired("Indiquez un prénom et un nom."),
            Length(max=NAME_LENGTH, message=f"{NAME_LENGTH} signes au plus."),
        ],
    )
    organisation_id = SelectField("Organisation", coerce=_organisation, validate_choice=True)

    def offer_organisations(self, organisations: list[tuple[int, str]]) -> None:
        choices: list[tuple[Any, str]] = [("", NO_ORGANISATION), *organisations]
        self.organisation_id.choices = choices

    @property
    def organisation(self) -> int | None:
        chosen: int | None = self.organisation_id.data
        return chosen


class OwnForm(_PersonForm):
    """What a person changes alone."""


class AccountForm(_PersonForm):
    """What administrators change, and what the team says of a new account."""

    email = EmailField(
        "Adresse électronique",
        [DataRequired("Indiquez une adresse.")],
        description="C’est là que part le lien de connexion.",
    )
    roles = TicksField("Rôles dans tout le service")

    def offer_roles(self, roles: tuple[Role, ...]) -> None:
        self.roles.choices = [(one.value, one.label) for one in roles]

    @property
    def chosen_roles(self) -> list[Role]:
        return [Role(value) for value in self.roles.data or []]
