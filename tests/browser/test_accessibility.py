"""axe-core finds nothing, on every page, in light and dark, filled, empty and refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.conftest import NARROW, Site, Visit
from tests.whole_app.access_table import MAY
from tests.whole_app.addresses import requests
from tests.world import PEOPLE

AXE = Path(__file__).parents[2] / ".cache" / "tools" / "axe.min.js"
RUN = """async rules => {
  const only = rules ? {runOnly: {type: "rule", values: rules}} : {};
  const found = await axe.run(document, {resultTypes: ["violations"], ...only});
  return found.violations.flatMap(v => v.nodes.map(n =>
    `${v.id}: ${n.html.slice(0, 160)} | ${n.failureSummary.split("\\n").slice(0, 3).join(" ")}`));
}"""
SCROLLS = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  const edge = document.documentElement.clientWidth;
  const past = [...document.querySelectorAll("main *, header *, footer *")]
    .filter(e => e.getBoundingClientRect().right > edge + 1).slice(0, 5)
    .map(e => e.outerHTML.slice(0, 120));
  return [`${wide} px too wide: ` + past.join(" ~ ")];
}"""

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


def pages_for(app: Flask, site: Site, who: str) -> Iterator[str]:
    """The pages that this kind of person is the first to see, in the order of `PEOPLE`."""
    for request in requests(app, site.world):
        allowed = [one for one in PEOPLE if one in MAY.get(request.endpoint, ())]
        if request.method == "GET" and allowed and allowed[0] == who:
            yield request.path


def axe(page: Page, *rules: str) -> list[str]:
    """Its violations, by these rules only if there are some."""
    found: list[str] = page.evaluate(RUN, list(rules) or None)
    return found


def is_page(page: Page, site: Site, path: str) -> bool:
    """Files to save and calendars are not for axe; the browser would begin to download them."""
    answer = page.request.head(site.url(path))
    return "text/html" in answer.headers.get("content-type", "")


def look(page: Page, site: Site, path: str) -> list[str]:
    """What axe says of one page in light and dark; nothing of what is not a page."""
    if not is_page(page, site, path):
        return []
    answer = page.goto(site.url(path))
    assert answer is not None
    faults = [] if answer.status < 500 else [f"{path} answers {answer.status}"]
    faults += [f"{path} {fault}" for fault in axe(page)]
    # In the dark the same page has other colours, and nothing else.
    page.emulate_media(color_scheme="dark")
    faults += [
        f"{path} (dark) {fault}" for fault in axe(page, "color-contrast", "link-in-text-block")
    ]
    page.emulate_media(color_scheme="light")
    return faults


def prepared(visit: Visit, site: Site, who: str, **options: Any) -> Page:
    page = visit(site, who, **options)
    # As an init script it runs in spite of the page's policy, which stays in force for the page.
    page.add_init_script(path=AXE)
    return page


FIRST_SEEN_BY = (
    "anonymous",
    "partner",
    "member",
    "author",
    "secretary",
    "staff",
    "commissioner",
    "admin",
)


@pytest.mark.parametrize("who", FIRST_SEEN_BY)
def test_filled_pages(shared_app: Flask, filled_site: Site, visit: Visit, who: str) -> None:
    page = prepared(visit, filled_site, who)
    faults = []
    for path in pages_for(shared_app, filled_site, who):
        faults += look(page, filled_site, path)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", ["lead", "staff", "commissioner"])
def test_pages_with_more_on_them(filled_site: Site, visit: Visit, who: str) -> None:
    """Pages that everybody sees hold acts for some."""
    names = filled_site.world.names
    page = prepared(visit, filled_site, who)
    faults = []
    for path in (
        "/",
        f"/groupes/{names['group']}",
        f"/evenements/{names['event']}",
        f"/evenements/{names['meeting']}",
        f"/propositions/{names['proposal_submitted']}",
        f"/propositions/{names['proposal_reviewed']}",
        f"/propositions/{names['proposal_implementing']}",
    ):
        faults += look(page, filled_site, path)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", ["anonymous", "staff", "admin"])
def test_empty_pages(shared_app: Flask, empty_site: Site, visit: Visit, who: str) -> None:
    page = prepared(visit, empty_site, who)
    faults = []
    for rule in shared_app.url_map.iter_rules():
        if (
            rule.arguments
            or "GET" not in (rule.methods or ())
            or who not in MAY.get(rule.endpoint, ())
        ):
            continue
        faults += look(page, empty_site, rule.rule)
    assert not faults, "\n".join(faults)


# Nothing has to be typed there: sent empty it answers with a file to save, which is no page.
ANSWERS_A_FILE = {"registrations.export"}


@pytest.mark.parametrize("who", FIRST_SEEN_BY)
def test_refused_forms(shared_app: Flask, filled_site: Site, visit: Visit, who: str) -> None:
    """Every form of the main part of a page that refuses to be sent empty."""
    page = prepared(visit, filled_site, who)
    posts = {
        r.path
        for r in requests(shared_app, filled_site.world)
        if r.method == "POST" and r.endpoint.split("@")[0] not in ANSWERS_A_FILE
    }
    faults = []
    for path in pages_for(shared_app, filled_site, who):
        if path not in posts:
            continue
        page.goto(site_path := filled_site.url(path))
        form = page.locator("main form[method=post]").first
        # Without an answer to type there is nothing to refuse: the form would act.
        if not form.locator("input[type=text], input[type=email], textarea").count():
            continue
        form.evaluate(
            """form => form.querySelectorAll("input[type=text], input[type=email], textarea")
                .forEach(control => { control.value = "" })"""
        )
        with page.expect_navigation():
            form.evaluate("form => HTMLFormElement.prototype.submit.call(form)")
        if page.url == site_path and page.locator("#erreurs").count():
            faults += [f"{path} (refused) {fault}" for fault in axe(page)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", FIRST_SEEN_BY)
def test_nothing_scrolls_sideways_at_320(
    shared_app: Flask, filled_site: Site, visit: Visit, who: str
) -> None:
    page = visit(filled_site, who, viewport=NARROW)
    faults = []
    for path in pages_for(shared_app, filled_site, who):
        if not is_page(page, filled_site, path):
            continue
        page.goto(filled_site.url(path))
        faults += [f"{path}: {fault}" for fault in page.evaluate(SCROLLS)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", ["/nulle-part", "/evenements/inconnu", "/gestion"])
def test_error_pages(filled_site: Site, visit: Visit, path: str) -> None:
    page = prepared(visit, filled_site, "partner")
    assert look(page, filled_site, path) == []
