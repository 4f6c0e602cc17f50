"""Amounts and filters, as people type them."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.kernel.errors import NotFound
from app.proposals.enums import ProposalStatus
from app.proposals.filters import RegisterFilters
from app.proposals.forms.fields import EurosField


class CostForm(Form):
    cost = EurosField()


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12 500,50 €", 1_250_050),
        ("12\u202f500", 1_250_000),
        ("85000", 8_500_000),
        ("0,5", 50),
        ("1.25", 125),
        ("", None),
    ],
)
def test_amounts_as_written_in_french(typed: str, cents: int | None) -> None:
    form = CostForm(MultiDict({"cost": typed}))
    assert form.validate()
    assert form.cost.cents == cents


@pytest.mark.parametrize("typed", ["beaucoup", "-5", "1,234", "12,5,0", "9" * 12])
def test_what_is_not_an_amount_is_kept_and_refused(typed: str) -> None:
    form = CostForm(MultiDict({"cost": typed}))
    assert not form.validate()
    assert typed in form.cost()


def test_a_stored_amount_is_shown_again() -> None:
    assert 'value="85000"' in CostForm(data={"cost": 8_500_000}).cost()
    assert 'value="12,05"' in CostForm(data={"cost": 1205}).cost()


def test_the_register_reads_and_writes_its_address() -> None:
    typed = {"statut": "en-instruction", "axe": "snplp-3", "annee": "2026", "groupe": "sante"}
    filters = RegisterFilters.parse({**typed, "autre": "rien"})
    assert filters.state is ProposalStatus.UNDER_REVIEW
    assert filters.axis_key == ("SNPLP", 3)
    assert filters.query() == typed
    assert filters.with_("axe", None) == {k: v for k, v in typed.items() if k != "axe"}
    assert RegisterFilters.parse({}).is_empty
    with pytest.raises(NotFound):
        RegisterFilters.parse({"statut": "brouillon"})
