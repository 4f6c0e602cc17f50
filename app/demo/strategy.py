"""What the team wrote of the strategy during the year: all of it plainly fictitious."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.collecting import services as collecting
from app.collecting.columns import TITLES
from app.collecting.lines import fingerprint
from app.demo.people import Cast
from app.demo.timeline import days
from app.kernel.access import ANONYMOUS, Actor
from app.kernel.db import db
from app.sheets.importing import table_of
from app.sheets.reading import read_here
from app.strategy import services
from app.strategy.enums import ConventionKind, ConventionStatus
from app.strategy.models import Axis, Dispositif, Framework
from app.strategy.queries import editing

SOURCE = "DEMONSTRATION"
OBJECTIVES = (
    "Repérer plus tôt les familles en difficulté (fictif)",
    "Ouvrir dix lieux d’accueil de plus (fictif)",
)
# Title, kind, department, status, amount in cents, share of the State, actions with theirs.
CONVENTIONS = (
    (
        *("Contrat local du Gard (fictif)", ConventionKind.CLS, "30", ConventionStatus.SIGNED),
        *(240_000_000, 50),
        (("Accueil de jour itinérant (fictif)", 90_000_000), ("Aller vers (fictif)", 65_000_000)),
    ),
    (
        *("Contrat local du Tarn (fictif)", ConventionKind.CLS, "81", ConventionStatus.NEGOTIATED),
        *(120_000_000, 50),
        (("Garde d’enfants à horaires décalés (fictif)", 40_000_000),),
    ),
    (
        *("Pacte local du Lot (fictif)", ConventionKind.LOCAL_PACT, "46", ConventionStatus.SIGNED),
        *(None, None),
        (("La mobilité en milieu rural (fictif)", None),),
    ),
)
FUNDING_CENTS = 4_200_000_000
FUNDING = (
    "Libellé;Montant",
    "Hébergement et logement (fictif);18,4 M€",
    "Aide alimentaire (fictive);6 250 000",
    "Accès aux droits (fictif);12,1 M€",
)
HEADER = "Cadre;Axe;Territoire;Nombre;Ce qui est compté;Provisoire"
GOOD = (
    "PACTE;1;Occitanie;plus de 1 200;familles accompagnées (fictif);non",
    "PACTE;1;30;140;familles accompagnées (fictif);oui",
    "PACTE;2;Occitanie;860;entrées en emploi (fictif);non",
    "PACTE;3;Toulouse Métropole;75;permanences d’accès aux droits (fictif);non",
)
WRONG = (
    "PACTE;4;Occitanie;41;logements rénovés (fictif);non",
    "PACTE;9;75;-3;logements rénovés (fictif);peut-être",
)


def write(cast: Cast, today: date) -> None:
    """The strategy as the team completed it; the caller opens the transaction."""
    staff = cast.actor(cast.staff[0])
    services.add_source(staff, code=SOURCE, label="Tableau de suivi fictif", url=None)
    _axes(staff)
    for title, kind, code, status, amount, share, actions in CONVENTIONS:
        made = services.save_convention(
            staff,
            None,
            title=title,
            kind=kind,
            status=status,
            department_code=code,
            starts_on=date(today.year - 1, 1, 1),
            ends_on=date(today.year + 2, 12, 31),
            amount_cents=amount,
            state_share=share,
            source_codes=[SOURCE],
        )
        for label, cents in actions:
            services.save_action(staff, None, convention=made, label=label, amount_cents=cents)
    _figures(staff, today)


def _axes(staff: Actor) -> None:
    """Objectives of the first axis of the Pacte, and what it corresponds to."""
    first = _axis("PACTE", 1)
    services.save_axis(
        staff,
        first,
        framework=first.framework,
        correspondences=[_axis("SNPLP", 1).id, _axis("CLS", 1).id],
        objectives=list(OBJECTIVES),
    )


def _axis(code: str, number: int) -> Axis:
    statement = select(Axis).join(Axis.framework).where(Framework.code == code)
    axis_id = db.session.scalars(statement.where(Axis.number == number)).one().id
    found = editing.axis(ANONYMOUS, axis_id=axis_id)
    if found is None:
        raise LookupError(code)
    return found


def _figures(staff: Actor, today: date) -> None:
    """Sheets that were imported, one that waits to be corrected, figures asked of a referent."""
    services.save_funding_total(
        staff, None, year=today.year, total_cents=FUNDING_CENTS, source_codes=[SOURCE]
    )
    files = (
        ("suivi.csv", (HEADER, *GOOD)),
        ("financements.csv", FUNDING),
        ("a-relire.csv", (HEADER, *WRONG)),
    )
    for name, lines in files:
        sheet = collecting.create_sheet(
            staff,
            table=table_of(read_here("\n".join(lines).encode()), TITLES),
            filename=name,
            source_codes=[SOURCE],
            year=today.year,
        )
        if name != "a-relire.csv":
            collecting.run(staff, sheet, seen=fingerprint(collecting.preview(sheet)))
    dispositif = db.session.scalars(select(Dispositif).order_by(Dispositif.id).limit(1)).one()
    asked = collecting.ask(
        staff,
        dispositif,
        year=today.year,
        name="Andrée Référente (fictive)",
        email="referente@demo.example.org",
        closes_on=today + days(20),
    )
    collecting.propose(
        ANONYMOUS,
        asked,
        value=412,
        unit="familles rencontrées (fictif)",
        source="Rapport d’activité fictif",
        provisional=True,
    )
