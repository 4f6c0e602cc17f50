"""The programme of 2023, loaded as it is written and no further."""

from __future__ import annotations

import time
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.audit.models import AuditEntry
from app.events.enums import EventKind, EventStatus
from app.events.models import Event
from app.groups.models import GroupAlias, GroupOffshoot, WorkingGroup
from app.kernel.db import db, transaction
from app.organisations.models import Organisation, PartnerKind
from app.programme.models import ImportedRow, ProgrammeImport
from app.programme.report import Outcome
from app.programme.services import import_if_empty
from app.reference.models import Department, Metropole, Source
from app.strategy import queries as strategy
from app.strategy.enums import ConventionStatus
from app.strategy.models import (
    AnnouncedTotal,
    Axis,
    Convention,
    Dispositif,
    Figure,
    Framework,
    GlossaryTerm,
)
from tests.integration.programme.conftest import Import


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_everything_named_is_there_and_nothing_else(import_text: Import, programme: str) -> None:
    report = import_text(programme)
    assert report.refusals == []
    # The national strategy, the Pacte, and the frame of the local contracts with its three axes.
    assert count(Framework) == 3
    assert count(Axis) == 13
    assert count(Dispositif) == 16
    assert count(Figure) == 5
    assert count(Department) == 13
    assert count(Metropole) == 2
    assert count(PartnerKind) == 9
    assert count(AnnouncedTotal) == 5
    assert count(Source) == 24
    # Ten names are public: the other two of the twelve are left to the team.
    assert count(WorkingGroup) == 10
    assert count(Organisation) == 13


def test_funding_is_exact_and_its_remainder_is_kept(import_text: Import, programme: str) -> None:
    import_text(programme)
    funding = strategy.funding(2023)
    assert funding is not None
    assert funding.total == 7_500_000_000
    assert funding.detailed == 7_370_000_000
    assert funding.remainder == 130_000_000


def test_events_keep_the_dates_that_sources_give(import_text: Import, programme: str) -> None:
    import_text(programme)
    events = {event.slug: event for event in db.session.scalars(select(Event))}
    toulouse = events["conference-regionale-des-acteurs-toulouse-2023"]
    assert (toulouse.partial_year, toulouse.partial_month, toulouse.partial_day) == (2023, 5, None)
    assert toulouse.starts_at is None
    assert toulouse.sorts_on == date(2023, 5, 1)
    toreilles = events["3e-conference-regionale-toreilles-2019"]
    assert toreilles.partial_day == 13
    assert toreilles.starts_at is None
    handicap = events["handicap-et-pauvrete-2023"]
    assert (handicap.partial_month, handicap.city, handicap.venue) == (None, None, None)
    assert {event.status for event in events.values()} == {EventStatus.HELD}
    assert not any(event.registration_open for event in events.values())
    of_2023 = [event.kind for event in events.values() if event.partial_year == 2023]
    assert of_2023.count(EventKind.CONFERENCE) == 2
    assert of_2023.count(EventKind.STUDY_DAY) == 3


def test_local_contracts_have_a_frame_of_their_own(import_text: Import, programme: str) -> None:
    import_text(programme)
    found = select(Framework).where(Framework.code == "CLS").options(selectinload(Framework.axes))
    frame = db.session.scalars(found).one()
    assert (frame.starts_year, frame.ends_year, frame.contractual) == (2024, 2027, True)
    assert frame.source_codes == ["SEED", "BDT_CLS", "FAQ_CLS"]
    assert [axis.label for axis in frame.axes] == [
        "Lutte contre la pauvreté dès l'enfance",
        "Accès aux droits essentiels",
        "Transition écologique et solidaire",
    ]
    assert "Cofinancement de l’État : 50 %" in (frame.note or "")
    assert "Au 24 mai 2024 : en cours de finalisation" in (frame.note or "")
    # Its axes are no chapters of a bilan.
    assert [one.code for one in strategy.frameworks_of(2025)] == ["PACTE"]


def test_a_convention_and_the_sigles_that_sources_spell_out(
    import_text: Import, programme: str
) -> None:
    import_text(programme)
    one = db.session.scalars(select(Convention)).one()
    assert (one.department_code, one.status) == ("09", ConventionStatus.SIGNED)
    assert (one.signed_on, one.starts_on, one.ends_on) == (
        date(2023, 2, 2),
        date(2023, 1, 1),
        None,
    )
    assert one.amount_cents is None
    terms = {term.sigle: term for term in db.session.scalars(select(GlossaryTerm))}
    assert terms["TZNR"].words == "Territoires zéro non-recours"
    assert all(term.source_codes for term in terms.values())


def test_a_likely_match_is_not_certain(import_text: Import, programme: str) -> None:
    import_text(programme)
    aliases = {alias.name: alias for alias in db.session.scalars(select(GroupAlias))}
    assert aliases["bidonvilles"].certain
    assert not aliases["précarité relationnelle en milieu rural"].certain
    assert aliases["bidonvilles"].source_codes == ["SEED"]
    offshoot = db.session.scalars(select(GroupOffshoot)).one()
    assert offshoot.since_year == 2022
    assert offshoot.founders == ["Secours populaire", "GESMIP"]
    assert len(offshoot.members) == 7


def test_a_dispositif_keeps_page_departments_and_starts(
    import_text: Import, programme: str
) -> None:
    import_text(programme)
    statement = select(Dispositif).where(Dispositif.name == "Renationalisation du RSA")
    found = db.session.scalars(statement.options(selectinload(Dispositif.departments))).one()
    assert found.page == 49
    assert found.operator == "CAF"
    assert [one.code for one in found.departments] == ["09", "66"]
    assert found.details == {"starts": {"66": "2022-01-01", "09": "2023-01-01"}}
    housing = db.session.scalars(select(Dispositif).where(Dispositif.name == "Logement d'abord"))
    assert housing.one().page is None


def test_a_second_import_changes_nothing(import_text: Import, programme: str) -> None:
    first = import_text(programme)
    entries = count(AuditEntry)
    second = import_text(programme)
    assert second.total(Outcome.ADDED) == 0
    assert second.total(Outcome.CHANGED) == 0
    assert second.total(Outcome.UNCHANGED) == first.total(Outcome.ADDED)
    assert second.kept == []
    assert count(AuditEntry) == entries
    assert count(ProgrammeImport) == 1
    assert count(ImportedRow) == first.total(Outcome.ADDED)


def test_what_has_no_home_is_named(import_text: Import, programme: str) -> None:
    report = import_text(programme)
    names = {aside.name for aside in report.aside}
    assert {
        "appels_a_projets",
        "publications",
        "groupes_objectifs",
    } <= names
    told = "\n".join(report.lines())
    assert "Laissées de côté" in told
    assert "publications" in told


def test_each_row_is_journalled_by_the_system(import_text: Import, programme: str) -> None:
    report = import_text(programme)
    entries = db.session.scalars(select(AuditEntry)).all()
    assert len(entries) == report.total(Outcome.ADDED) + 1
    assert {entry.actor_label for entry in entries} == {"système"}
    assert {entry.action for entry in entries} == {"programme:add", "programme:import"}


def test_it_is_loaded_only_into_an_empty_database(import_text: Import) -> None:
    with transaction():
        first = import_if_empty()
    with transaction():
        second = import_if_empty()
    assert first is not None
    assert second is None


def test_it_is_fast(import_text: Import, programme: str) -> None:
    began = time.perf_counter()
    import_text(programme)
    assert time.perf_counter() - began < 3
