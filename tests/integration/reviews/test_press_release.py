"""Every figure of the 2023 press release stands in the bilan of 2023, with its source."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from app.kernel.access import ANONYMOUS
from app.kernel.text import number
from app.programme.services import default_file
from app.reviews import queries
from app.reviews.content import Report
from app.reviews.enums import FactKind, Mark
from tests.web import HouseClient

pytestmark = pytest.mark.same_on_both


def release() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(default_file().read_text(encoding="utf-8"))
    return read


def report() -> Report:
    found = queries.shown(ANONYMOUS, year=2023)
    assert found is not None
    return found.report


def codes(source: str | list[str]) -> tuple[str, ...]:
    return (source,) if isinstance(source, str) else tuple(source)


def test_each_figure_of_a_dispositif_is_there(site: HouseClient) -> None:
    facts = [fact for _, fact in report().facts()]
    wanted = [one for one in release()["dispositifs"] if "valeur" in one]
    assert len(wanted) == 5
    for one in wanted:
        (fact,) = [
            fact
            for fact in facts
            if fact.value == one["valeur"] and one["nom"].split(" ")[0] in fact.detail
        ]
        assert fact.qualifier == one.get("qualificatif", "")
        assert fact.page == one["page"]
        assert fact.sources == codes(one["source"])


def test_each_amount_is_there_to_the_cent(site: HouseClient) -> None:
    funding = release()["financements_2023"]
    amounts = [fact for _, fact in report().facts() if fact.kind is FactKind.CENTS]
    assert [fact.value for fact in amounts] == [
        round(funding["total_meur"] * 100_000_000),
        *(round(line["meur"] * 100_000_000) for line in funding["lignes"]),
    ]
    assert all(fact.sources == ("SEED",) for fact in amounts)
    part = report().part("financements")
    assert part is not None
    rows = part.series[0].rows
    assert sum(row.value or 0 for row in rows) == amounts[0].value
    assert "1,3" in " ".join(part.missing)


def test_each_total_is_there_with_what_is_known_of_it(site: HouseClient) -> None:
    found = report()
    for key, value, qualifier, known in (
        ("groups", 12, "", 10),
        ("conferences", 2, "", 2),
        ("study-days", 18, "", 3),
        ("dispositifs", 65, "plus de", 16),
        ("axes", 6, "", 6),
    ):
        fact = found.fact(f"annonce-{key}")
        assert fact is not None, key
        assert (fact.value, fact.qualifier, fact.known) == (value, qualifier, known)
        assert fact.sources
        # What is incomplete is said, and only that.
        assert bool(fact.note) == (known < value)


def test_the_page_shows_each_with_its_source_and_its_data(site: HouseClient) -> None:
    page = site.get("/bilan/2023").get_data(as_text=True)
    for part, fact in report().facts():
        assert f"/bilan/2023/chiffres/{fact.key}" in page
        answer = site.get(f"/bilan/2023/chiffres/{fact.key}")
        assert answer.status_code == 200, fact.key
        traced = answer.get_data(as_text=True)
        # What is counted in Synergies is its own source.
        if fact.mark is not Mark.COUNTED:
            assert fact.sources, fact.key
            assert "Communiqué de presse" in traced, fact.key
        assert part.title.split(" ")[0] in traced
    assert number(200_000) in page
    for missing in ("12\u00a0groupes annoncés, 10 renseignés", "18\u00a0journées annoncées"):
        assert missing in page.replace("&nbsp;", "\u00a0")
