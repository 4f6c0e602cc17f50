"""Where the mails lead, and whom: every link of every mail that any test writes is held to this.

`tests/whole_app/test_mail_links.py` opens each of these pages as those who get the mail, signed
out, and as strangers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from flask import current_app, has_app_context
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.config import Settings

# The link is the right: whoever has it reads, with or without an account.
BEARER = "whoever has the link"

# The page → who is sent there, as people of `tests.world`. Everybody may read those of nobody.
READERS: dict[str, frozenset[str] | str] = {
    "accounts.sign_in": frozenset(),
    "accounts.use_link": BEARER,
    "attendance.check": BEARER,
    "collecting.answer": BEARER,
    "enrolment.confirm": BEARER,
    "enrolment.contact": BEARER,
    "enrolment.take": BEARER,
    "events.show": frozenset({"member", "author", "secretary", "lead", "staff", "commissioner"}),
    "feeds.agenda": frozenset(),
    "follows.stop": BEARER,
    "groups.accept_invitation": BEARER,
    "groups.confirm_request": BEARER,
    "groups.letter": frozenset({"member", "lead"}),
    "groups.requests": frozenset({"lead"}),
    "groups.show": frozenset(),
    "home.index": frozenset(),
    "home.privacy": frozenset(),
    "meetings.answer": BEARER,
    "meetings.vote": BEARER,
    "minutes.comments": frozenset({"member", "author", "secretary", "lead"}),
    "minutes.own_action": BEARER,
    "minutes.read": BEARER,
    "minutes.show": frozenset({"member", "author", "secretary", "lead"}),
    "minutes.write": frozenset({"lead", "secretary", "staff"}),
    "proposals.acknowledgement": frozenset({"author", "lead"}),
    "proposals.consultation": BEARER,
    "proposals.draft": frozenset({"author", "lead"}),
    "proposals.instruct": frozenset({"staff", "commissioner"}),
    "proposals.show": frozenset({"author", "lead", "staff", "commissioner"}),
    "registrations.details": BEARER,
    "registrations.manage": frozenset({"staff", "admin"}),
    "registrations.own": BEARER,
    "registrations.register": frozenset(),
    "reminders.refuse": BEARER,
    "reviews.show": frozenset(),
    "surveys.answer": BEARER,
}


def link_faults(links: Iterable[str]) -> Iterator[str]:
    """Which links of ours lead to no page, or to one that nobody opens to see."""
    if not has_app_context():
        return
    settings: Settings = current_app.extensions["synergies_settings"]
    adapter = current_app.url_map.bind("localhost")
    for link in links:
        if not link.startswith(settings.base_url):
            continue
        try:
            endpoint = adapter.match(urlsplit(link).path or "/", "GET")[0]
        except RequestRedirect:
            endpoint = ""
        except HTTPException:
            yield f"{link} leads to no page"
            continue
        if endpoint not in READERS:
            yield f"say in tests/mail_links.py who opens {endpoint or link}"
