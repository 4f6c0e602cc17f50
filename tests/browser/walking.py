"""Somebody with a phone: the steps of `tests.whole_app.walking`, by the fingers, in Chromium."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.letters import letter_to
from tests.rendered import page_of

SPACES = "[ \u00a0\u202f]*"


def said(words: str) -> re.Pattern[str]:
    """These words, whatever the spaces between them."""
    return re.compile(SPACES.join(re.escape(word) for word in words.split()))


class PhoneWalker:
    """One person with a phone on the way."""

    def __init__(self, site: Site, page: Page, address: str = "") -> None:
        self.site, self.page, self.address = site, page, address

    def open(self, path: str) -> PhoneWalker:
        self.page.goto(self.site.url(path))
        return self._arrived()

    def follow(self, words: str) -> PhoneWalker:
        """Tap the link that says this: in the page, or else in the menu."""
        links = self.page.locator("main a").filter(has_text=said(words), visible=True)
        if not links.count():
            links = self.page.locator("header a, footer a").filter(has_text=said(words))
            if not links.first.is_visible():
                self.page.locator("header summary, header button").first.tap()
        with self.page.expect_navigation():
            links.first.tap()
        return self._arrived()

    def send(self, button: str, typed: dict[str, Any] | None = None) -> PhoneWalker:
        """Type under the labels, and tap the button."""
        form = self.page.locator("form").filter(
            has=self.page.get_by_role("button", name=said(button))
        )
        for label, value in (typed or {}).items():
            control = form.get_by_label(said(label)).first
            if not control.count():
                control = form.locator(f"[name='{label}']").first
            _answer(self.page, control, value)
        with self.page.expect_navigation():
            form.get_by_role("button", name=said(button)).first.tap()
        return self._arrived()

    def sees(self, *words: str) -> PhoneWalker:
        for one in words:
            expect(self.page.locator("main")).to_contain_text(said(one))
        return self

    def fetch(self, words: str, kind: str) -> bytes:
        """What the link of a file gives, of this kind."""
        link = self.page.locator("main a").filter(has_text=said(words)).first
        expect(link).to_be_visible()
        address = str(link.evaluate("link => link.href"))
        answer = self.page.request.get(address)
        assert answer.ok
        assert answer.headers["content-type"].startswith(kind)
        return answer.body()

    def mail(self, subject: str, link: str) -> PhoneWalker:
        """Open a link of the mail whose subject holds these words, by its own words."""
        letter = letter_to(self.site.folder, self.address, subject)
        body = letter.get_body(("html",))
        assert body is not None, "a mail without an HTML part"
        links = page_of(str(body.get_content()), "/").links
        self.page.goto(next(one.address for one in links if said(link).search(one.text)))
        return self._arrived()

    def sign_in(self) -> PhoneWalker:
        self.send("Recevoir mon lien", {"Votre adresse électronique": self.address})
        return self.mail("connexion", "Me connecter").send("Me connecter")

    def _arrived(self) -> PhoneWalker:
        """A page that is there, and no wider than the phone."""
        self.page.wait_for_load_state()
        expect(self.page.locator("h1")).to_have_count(1)
        title = self.page.title()
        assert "n’existe pas" not in title, self.page.url
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{self.page.url} is {wide} pixels wider than the phone"
        return self


def _answer(page: Page, control: Locator, value: Any) -> None:
    """Type, choose or tick, as the control wants it."""
    kind = control.get_attribute("type") or ""
    if kind in {"checkbox", "radio"}:
        page.locator(f"label[for='{control.get_attribute('id')}']").tap()
    elif control.evaluate("one => one.tagName") == "SELECT":
        control.select_option(str(value))
    else:
        control.fill(str(value))
