"""The service answers."""

from __future__ import annotations

from tests.web import HouseClient


def test_health_says_ok(client: HouseClient) -> None:
    response = client.get("/sante")
    assert response.status_code == 200
    assert response.json is not None
    assert response.json["status"] == "ok"
