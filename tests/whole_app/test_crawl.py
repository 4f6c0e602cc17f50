"""Walk the whole site as each kind of person, by its own links: nothing broken, all pages right."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.conftest import ENGINE
from tests.parsing import exact_complaints, parsed
from tests.typography import slips
from tests.web import HouseClient, header_faults, page_faults
from tests.whole_app import vnu
from tests.whole_app.access_table import MAY
from tests.whole_app.addresses import requests
from tests.whole_app.test_access import visit_as
from tests.world import PEOPLE, World

# Filters multiply without end: so many pages of one route are enough, fewer for those who see the
# same as others.
MOST_OF_A_ROUTE = 5
MOST_FOR_OTHERS = 2
WALK_FAR = frozenset({"anonymous", "lead", "staff"})
VNU_OF_A_ROUTE = 2
# The acts on the pages of all are shown to these.
VNU_OF_ALL = frozenset({"lead", "staff"})
TABLE = "the table of addresses"
HOME = "http://localhost"


@dataclass
class Walk:
    """What one person met."""

    who: str
    pages: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    titles: dict[str, set[str]] = field(default_factory=dict)
    to_validate: dict[str, str] = field(default_factory=dict)


def walk(app: Flask, client: HouseClient, who: str, starts: list[str]) -> Walk:
    """Follow every link from these addresses."""
    met = Walk(who)
    adapter = app.url_map.bind("localhost")
    came_from = dict.fromkeys(starts, TABLE)
    queue = deque(starts)
    times: Counter[str] = Counter()
    while queue:
        address = queue.popleft()
        try:
            endpoint = adapter.match(urlsplit(address).path, "GET")[0]
        except HTTPException:
            endpoint = "?"
        times[endpoint] += 1
        if times[endpoint] > (MOST_OF_A_ROUTE if who in WALK_FAR else MOST_FOR_OTHERS):
            continue
        response = client.get(address)
        linked = came_from[address] != TABLE
        where = f"{address} (linked from {came_from[address]})"
        # A page that is there but comes too late or too early says so itself.
        if response.status_code >= 400 and (response.status_code != 409 or linked):
            met.faults.append(f"{where} answers {response.status_code}")
        links = [response.headers["Location"]] if "Location" in response.headers else []
        met.faults += [f"{address}: {fault}" for fault in header_faults(response)]
        if response.mimetype == "text/html" and response.status_code < 300:
            links += _read(met, address, endpoint, response, times[endpoint])
        for link in links:
            target = urldefrag(urljoin(f"{HOME}{address}", link)).url
            parts = urlsplit(target)
            if f"{parts.scheme}://{parts.netloc}" != HOME or parts.path.startswith("/static/"):
                continue
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            if path not in came_from:
                came_from[path] = address
                queue.append(path)
    return met


def _read(met: Walk, address: str, endpoint: str, response: TestResponse, times: int) -> list[str]:
    html = response.get_data(as_text=True)
    met.pages[address] = html
    met.faults += [f"{address}: {fault}" for fault in page_faults(response)]
    met.faults += [f"{address}: {fault}" for fault in exact_complaints(html)]
    met.faults += [f"{address}: {slip}" for slip in slips(html)]
    first = next((one for one in PEOPLE if one in MAY.get(endpoint, ())), None)
    if times <= VNU_OF_A_ROUTE and (met.who == first or met.who in VNU_OF_ALL):
        met.to_validate[address] = html
    root, _ = parsed(html)
    title = "".join(next(root.iter("title")).itertext())
    met.titles.setdefault(title, set()).add(endpoint)
    return [link.get("href", "") for link in root.iter("a") if link.get("href")]


# The pages are the same on both engines; what each engine is asked is not.
WALKERS = PEOPLE if ENGINE == "sqlite" else ("anonymous", "staff")


@pytest.mark.slow
@pytest.mark.parametrize("who", WALKERS)
def test_the_site_as(shared_app: Flask, world: World, tmp_path: Path, who: str) -> None:
    client = visit_as(shared_app, world, who)
    starts = ["/"] + [
        request.path
        for request in requests(shared_app, world)
        if request.method == "GET" and who in MAY.get(request.endpoint, ())
    ]
    met = walk(shared_app, client, who, list(dict.fromkeys(starts)))
    same = [
        f"{endpoints} share the title {t!r}"
        for t, endpoints in met.titles.items()
        if len(endpoints) > 1
    ]
    said = vnu.messages(met.to_validate, tmp_path) if ENGINE == "sqlite" else []
    faults = met.faults + same + said
    assert not faults, f"{who}, {len(met.pages)} pages:\n" + "\n".join(faults)
