"""What browsers and caches may keep of a page."""

from __future__ import annotations

from tests import make
from tests.web import HouseClient


def test_what_one_person_sees_is_kept_by_no_shared_cache(client: HouseClient) -> None:
    assert client.get("/propositions").headers["Cache-Control"] == "no-cache"
    client.sign_in(make.account())
    assert client.get("/propositions").headers["Cache-Control"] == "private, no-cache"
    assert client.get("/compte").headers["Cache-Control"] == "no-store"


def test_what_was_typed_is_kept_by_nothing(client: HouseClient) -> None:
    event = make.event()
    refused = client.post(
        f"/evenements/{event.slug}/inscription", {"last_name": "Exemple"}, blank=True
    )
    assert refused.status_code == 422
    assert refused.headers["Cache-Control"] == "no-store"
