"""A number left out for the sake of a smaller one is called neither small nor anything false."""

from __future__ import annotations

from datetime import timedelta

from app.events.enums import EventStatus
from app.kernel import clock
from app.kernel.masking import MASKED
from app.registrations.enums import ClaimStatus
from tests import make
from tests.integration.reviews.test_files import opened_zip, pages_of, words_of_odt
from tests.web import HouseClient

YEAR = 2023


def days(*numbers: int) -> None:
    """A day of the year for each number of people who came."""
    for day, people in enumerate(numbers, start=10):
        start = clock.now().replace(year=YEAR, month=3, day=day)
        one = make.event(
            title=f"Journée de {people}",
            starts_at=start,
            ends_at=start + timedelta(hours=3),
            status=EventStatus.HELD,
            on_site=50,
        )
        for _ in range(people):
            make.registration(one, ClaimStatus.ATTENDED)


def test_forty_two_are_not_said_to_be_fewer_than_five(client: HouseClient) -> None:
    days(42, 2)
    page = client.get(f"/bilan/{YEAR}/chiffres/presences").get_data(as_text=True)
    assert "Journée de 42" in page
    assert page.count(f"<strong>{MASKED}</strong>") == 2
    assert "<strong>moins de" not in page
    table = client.get(f"/bilan/{YEAR}/chiffres/presences/donnees.csv").get_data(as_text=True)
    assert table.count(MASKED) == 2
    assert "moins de" not in table


def test_files_say_the_same_word(client: HouseClient) -> None:
    days(2)
    archive = opened_zip(client.get(f"/bilan/{YEAR}/donnees.zip").data)
    assert MASKED in archive["chiffres.csv"]
    assert not any("moins de 5" in archive[name] for name in ("chiffres.csv", "series.csv"))
    said = words_of_odt(client.get(f"/bilan/{YEAR}/bilan.odt").data)
    assert MASKED in said
    paper = " ".join(pages_of(client.get(f"/bilan/{YEAR}/bilan.pdf").data))
    assert MASKED in paper.lower()
