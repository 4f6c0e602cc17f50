"""The register of personal data speaks of every table that holds any, and of the real durations."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.accounts.services import LIFETIME
from app.kernel.base import Base
from app.oversight import retention

REGISTER = Path(__file__).parents[3] / "docs" / "donnees-personnelles.md"
# Column names that hold something of a person wherever they stand.
TELLING = frozenset(
    {
        "email",
        "email_key",
        "first_name",
        "last_name",
        "organisation",
        "phone",
        "recipient",
        "contact_email",
        "withdrawal_reason",
        "account_id",
        "last_signed_in_at",
        "consented_at",
    }
)


def test_each_telling_column_is_in_the_register(app: Flask) -> None:
    text = REGISTER.read_text(encoding="utf-8")
    missing = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name in TELLING
        and (
            f"`{table.name}`" not in text
            or (column.name != "account_id" and f"`{column.name}`" not in text)
        )
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (retention.REGISTRATIONS.days, "Un an après la fin de la rencontre"),
        (retention.SIGN_IN_LINKS.days, "Sept jours après sa fin"),
        (retention.MAILS.days, "trente jours"),
        (LIFETIME.total_seconds() // 60, "quinze minutes"),
    ],
)
def test_the_register_says_the_durations_of_the_code(duration: float, words: str) -> None:
    numbers = {"Un an": 365, "Sept": 7, "trente": 30, "quinze": 15}
    number = next(value for word, value in numbers.items() if words.startswith(word))
    assert duration == number
    assert words in REGISTER.read_text(encoding="utf-8")
