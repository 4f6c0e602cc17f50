"""Who may use which page: one line per endpoint, checked against every kind of person.

A page that is not here fails the suite: whoever adds one says here for whom it is. "May" means that
the request is let through to the view; what the view then finds wrong (409, 422) is another matter.
The objects are those of `tests.world`: the group, the event, the proposal named in `addresses.py`.
"""

from __future__ import annotations

from tests.world import ANONYMOUS, PEOPLE

EVERYONE = frozenset(PEOPLE)
SIGNED_IN = EVERYONE - {ANONYMOUS}
NOBODY: frozenset[str] = frozenset()
TEAM = frozenset({"staff", "commissioner", "admin"})
COMMISSIONER = frozenset({"commissioner"})
ADMIN = frozenset({"admin"})
LEADS = TEAM | {"lead", "secretary"}
LEADS_OF_SOME = LEADS | {"other_lead"}
MEMBERS = frozenset({"member", "author", "secretary", "lead"})
GROUP = TEAM | MEMBERS
AUTHORS = frozenset({"author"})

MAY: dict[str, frozenset[str]] = {
    "documents.download": EVERYONE,
    "feeds.agenda": EVERYONE,
    "feeds.event": EVERYONE,
    "feeds.group": EVERYONE,
    "feeds.own": SIGNED_IN,
    # The address is the secret: whoever has it reads the feed.
    "feeds.personal": EVERYONE,
    "feeds.revoke": frozenset({"member"}),
    "feeds.subscribe": EVERYONE,
    "home.health": EVERYONE,
    "home.index": EVERYONE,
}
