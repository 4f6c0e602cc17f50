"""Somebody at a browser without scripts: reads pages, follows links by their words, sends forms.

A journey is told with this alone: no address is typed but the first one and those of mails. Each
step that leads nowhere (a page that is not there, an act that is offered and refused, a page
without a way on) ends the journey with the steps that led there.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.kernel.db import db
from app.outbox.letters import render_bodies
from app.outbox.models import OutboxMessage
from tests.filling import NotOnThePage
from tests.rendered import Control, Form, Link, Page, page_of, path_of
from tests.web import HouseClient

HOME = "http://localhost"


def plain(text: str) -> str:
    """Words as one looks for them: every space is a space."""
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


class Walker:
    """One person on the way. `clicks` and `fields` count what the journey costs them."""

    def __init__(self, app: Flask, address: str = "") -> None:
        client = app.test_client()
        assert isinstance(client, HouseClient)
        self.client, self.address = client, address
        self.page = Page("")
        self.answer: TestResponse
        self.steps: list[str] = []
        self.clicks = self.fields = 0

    @property
    def words(self) -> str:
        return plain(self.page.words)

    def open(self, address: str) -> Walker:
        """Go to an address: that of the site, or one that a mail gives."""
        self.steps.append(f"opens {address}")
        return self._arrive(self.client.get(path_of(address)))

    def follow(self, words: str, *, within: str = "") -> Walker:
        """Click on the link that says this, in the page or else in its frame.

        `within`: what stands in its address, where several say the same.
        """
        wanted = plain(words)
        links = [x for x in self.page.links if within in x.address]
        # What it says exactly comes before what it says among other things; the page, its frame.
        found = sorted(
            (x for x in links if wanted in plain(x.text)),
            key=lambda x: (not x.in_main, plain(x.text) != wanted),
        )
        self.steps.append(f"follows « {words} »")
        assert found, self._told(f"no link says it; there are {self._links()}")
        self.clicks += 1
        return self._arrive(self.client.get(self._path(found[0].address)))

    def fetch(self, words: str, kind: str) -> bytes:
        """Click on the link of a file of this kind, and stay on the page."""
        found = [x for x in self.page.links if plain(words) in plain(x.text)]
        self.steps.append(f"fetches « {words} »")
        assert found, self._told(f"no link says it; there are {self._links()}")
        answer = self.client.get(self._path(found[0].address))
        assert (answer.status_code, answer.mimetype) == (200, kind), self._told(
            f"{answer.status_code} {answer.mimetype}"
        )
        self.clicks += 1
        return bytes(answer.data)

    def send(self, button: str, typed: dict[str, Any] | None = None, *, near: str = "") -> Walker:
        """Fill in the form that has this button, by the labels of its fields, and press it.

        typed: label (or its beginning, or the name of the field) → text, choice or True to tick.
        near: a value that a hidden field of the form has, where several have the same button.
        """
        return self._arrive(self._press(button, typed or {}, near))

    def take(self, button: str, kind: str) -> bytes:
        """Press a button that gives a file of this kind, and stay on the page."""
        answer = self._press(button, {}, "")
        assert (answer.status_code, answer.mimetype) == (200, kind), self._told(
            f"{answer.status_code} {answer.mimetype}"
        )
        return bytes(answer.data)

    def _press(self, button: str, typed: dict[str, Any], near: str) -> TestResponse:
        self.steps.append(f"presses « {button} »")
        said = plain(button)
        forms = [
            (form, one.text)
            for form in self.page.forms
            for one in form.buttons
            if said in plain(one.text)
            and (not near or near in form.action or near in [c.value for c in form.controls])
        ]
        assert forms, self._told(f"no form has this button; there are {self._buttons()}")
        # What says exactly this comes before what says it among other things.
        form, words = min(forms, key=lambda found: plain(found[1]) != said)
        try:
            answer = self.client.submit(self.page, form, self._data(form, typed), button=words)
        except NotOnThePage as missing:
            raise AssertionError(self._told(str(missing))) from missing
        self.clicks += 1
        self.fields += len(typed)
        return answer

    def refused(self, button: str, typed: dict[str, Any], words: str) -> Walker:
        """Send what is wrong: the page comes back with these words, and a way to mend it."""
        self._expected = 422
        self.send(button, typed)
        return self.sees(words)

    _expected = 200

    def sees(self, *words: str) -> Walker:
        for one in words:
            assert plain(one) in self.words, self._told(
                f"does not see « {one} » in: {self.words[:900]}"
            )
        return self

    def misses(self, *words: str) -> Walker:
        for one in words:
            assert plain(one) not in self.words, self._told(f"sees « {one} »")
        return self

    def mail(self, kind: str, link: str) -> Walker:
        """Open a link of one's last mail of this kind, by its words."""
        message = last_mail(kind, self.address)
        _, html = render_bodies(message.kind, message.subject, message.payload)
        links = page_of(html or "", "/").links
        found = [one for one in links if plain(link) in plain(one.text)]
        self.steps.append(f"opens « {link} » of the mail {kind}")
        assert found, self._told(f"the mail has {[one.text for one in links]}")
        self.clicks += 1
        return self._arrive(self.client.get(path_of(found[0].address)))

    def sign_in(self) -> Walker:
        """Sign in from the page one was sent to, by a mail, and come where one wanted to go."""
        self.send("Recevoir mon lien", {"Votre adresse électronique": self.address})
        return self.mail("accounts/sign_in", "Me connecter").send("Me connecter")

    def sign_in_again(self) -> Walker:
        """Come back another day: the session has ended, the page asks to sign in."""
        return self.open("/").follow("Se connecter").sign_in()

    def _arrive(self, answer: TestResponse) -> Walker:
        for _ in range(4):
            if answer.status_code not in (302, 303):
                break
            where = urljoin(f"{HOME}{answer.request.full_path}", answer.headers["Location"])
            answer = self.client.get(path_of(where))
        expected, self._expected = self._expected, 200
        assert answer.status_code == expected, self._told(
            f"{answer.request.full_path} answers {answer.status_code}: "
            + plain(page_of(answer.get_data(as_text=True), "/").words)[:300]
        )
        address = answer.request.full_path.rstrip("?")
        self.answer, self.page = answer, page_of(answer.get_data(as_text=True), address)
        ways = [one for one in self.page.links if one.in_main] + self.page.forms
        assert ways, self._told(f"{address} has no way on")
        return self

    def _path(self, address: str) -> str:
        whole = urljoin(f"{HOME}{self.page.address}", address)
        assert urlsplit(whole).netloc == "localhost", self._told(f"{whole} is elsewhere")
        return path_of(whole)

    def _data(self, form: Form, typed: dict[str, Any]) -> list[tuple[str, Any]]:
        """What is typed, by the names of the fields."""
        data: list[tuple[str, Any]] = []
        for label, value in typed.items():
            control = self._control(form, label)
            if control.kind in {"checkbox", "radio"}:
                chosen = control.value if value is True else value
                data.append((control.name, chosen or ""))
            elif control.kind == "select":
                data.append((control.name, _choice(control, value)))
            else:
                data.append((control.name, value))
        return data

    def _control(self, form: Form, label: str) -> Control:
        wanted = plain(label)
        named = [(plain(self.page.labels.get(c.id, "")), c) for c in form.controls if c.id]
        for exact in (True, False):
            for text, control in named:
                if text == wanted or (not exact and text.startswith(wanted)):
                    return control
        for control in form.controls:
            if control.name == label:
                return control
        raise AssertionError(self._told(f"no field « {label} »; there are {named_texts(named)}"))

    def _links(self) -> list[str]:
        return [plain(one.text) for one in self.page.links if one.in_main]

    def _buttons(self) -> list[str]:
        return [plain(one.text) for form in self.page.forms for one in form.buttons]

    def _told(self, what: str) -> str:
        return "\n  ".join(
            [
                *self.steps,
                f"on {self.page.address}: {what}",
                f"links: {self._links()}",
                f"buttons: {self._buttons()}",
            ]
        )


def named_texts(named: list[tuple[str, Control]]) -> list[str]:
    return [text for text, _ in named if text]


def _choice(control: Control, words: Any) -> str:
    """The value of a choice of a list, by its words."""
    for option in control.options:
        if plain(option.text) == plain(str(words)):
            return option.value
    for option in control.options:
        if plain(option.text).startswith(plain(str(words))):
            return option.value
    return str(words)


def last_mail(kind: str, address: str) -> OutboxMessage:
    """The last mail of this kind to this address."""
    db.session.rollback()
    found = (
        select(OutboxMessage)
        .where(OutboxMessage.kind == kind, OutboxMessage.recipient == address)
        .order_by(OutboxMessage.id.desc())
    )
    message = db.session.scalars(found).first()
    assert message is not None, f"no mail {kind} to {address}"
    return message


__all__ = ["Link", "Walker", "last_mail", "plain"]
