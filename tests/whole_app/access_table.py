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
AUTHOR = frozenset({"author"})
WRITERS = frozenset({"author", "lead"})
# The team without the commissaire, whose part is to decide.
OFFICE = frozenset({"staff", "admin"})
INSTRUCTOR = frozenset({"staff"})

# `endpoint@object` is the same page on another object (`addresses.py`, VARIANTS).
MAY: dict[str, frozenset[str]] = {
    "accounts.close": ADMIN,
    "accounts.create": TEAM,
    "accounts.edit": ADMIN,
    "accounts.edit_own": SIGNED_IN,
    "accounts.export_own": SIGNED_IN,
    "accounts.link_sent": EVERYONE,
    "accounts.manage": TEAM,
    "accounts.manage_one": TEAM,
    "accounts.own": SIGNED_IN,
    "accounts.reopen": ADMIN,
    "accounts.send_link": ADMIN,
    "accounts.sign_in": EVERYONE,
    "accounts.sign_out": EVERYONE,
    "accounts.use_link": EVERYONE,
    "audit.journal": ADMIN,
    "documents.download": EVERYONE,
    "events.agenda": EVERYONE,
    # Meetings are run by the group's leads, everything else by the team.
    "events.cancel": LEADS,
    "events.cancel@study_day": TEAM,
    "events.close": LEADS,
    "events.close@study_day": TEAM,
    "events.close_registration": LEADS,
    "events.close_registration@study_day": TEAM,
    "events.create": TEAM,
    "events.edit": LEADS,
    "events.edit@study_day": TEAM,
    "events.manage": LEADS_OF_SOME,
    "events.manage_one": LEADS,
    "events.manage_one@study_day": TEAM,
    "events.open_registration": LEADS,
    "events.open_registration@study_day": TEAM,
    "events.postpone": LEADS,
    "events.postpone@study_day": TEAM,
    "events.publish": LEADS,
    "events.publish@study_day": TEAM,
    "events.publish@draft": TEAM,
    "events.show": EVERYONE,
    "events.show@draft": TEAM,
    "events.show@private": GROUP,
    "feeds.agenda": EVERYONE,
    "feeds.event": EVERYONE,
    "feeds.event@draft": NOBODY,
    "feeds.event@private": GROUP,
    "feeds.group": EVERYONE,
    "feeds.own": SIGNED_IN,
    # The address is the secret: whoever has it reads the feed.
    "feeds.personal": EVERYONE,
    "feeds.revoke": frozenset({"member"}),
    "feeds.subscribe": EVERYONE,
    "home.accessibility": EVERYONE,
    "home.health": EVERYONE,
    "home.index": EVERYONE,
    "home.legal_notice": EVERYONE,
    "home.manage": TEAM,
    "home.privacy": EVERYONE,
    "home.sitemap": EVERYONE,
    "outbox.cancel": TEAM,
    "outbox.manage": TEAM,
    "outbox.retry": TEAM,
    # Here too the address is the secret.
    "registrations.cancel": EVERYONE,
    "registrations.change": EVERYONE,
    "registrations.export": LEADS,
    "registrations.export@study_day": TEAM,
    "registrations.manage": LEADS,
    "registrations.manage@study_day": TEAM,
    "registrations.own": EVERYONE,
    "registrations.register": EVERYONE,
    "registrations.register@private": GROUP,
    "registrations.sent": EVERYONE,
    "registrations.withdraw_for": TEAM,
    "groups.appoint": TEAM,
    "groups.convene": LEADS,
    "groups.create": TEAM,
    "groups.edit": LEADS,
    "groups.end_mandate": TEAM,
    "groups.index": EVERYONE,
    "groups.members": GROUP,
    "groups.show": EVERYONE,
    "groups.set_status": TEAM,
    "inbox.manage": TEAM,
    "inbox.put_away": TEAM,
    "minutes.choose": LEADS,
    "minutes.edition": LEADS,
    "minutes.index": EVERYONE,
    "minutes.publish": LEADS,
    "minutes.show": EVERYONE,
    "minutes.show@draft_minutes": LEADS,
    "minutes.write": LEADS,
    "organisations.create": TEAM,
    "organisations.edit": TEAM,
    "organisations.index": EVERYONE,
    "organisations.manage": TEAM,
    "proposals.acknowledgement": TEAM | WRITERS,
    # Acts are asked about a proposal in a state that has them.
    "proposals.act_abandon": COMMISSIONER,
    "proposals.act_add_follow_up": OFFICE,
    "proposals.act_adjourn": COMMISSIONER,
    "proposals.act_ask_information": INSTRUCTOR,
    "proposals.act_complete": OFFICE,
    "proposals.act_give_up_waiting": INSTRUCTOR,
    "proposals.act_implement": OFFICE,
    "proposals.act_merge": OFFICE,
    "proposals.act_notify": TEAM,
    "proposals.act_reassign": OFFICE,
    "proposals.act_rectify": COMMISSIONER,
    "proposals.act_redirect": TEAM,
    "proposals.act_reopen_review": TEAM,
    "proposals.act_resume": COMMISSIONER,
    "proposals.act_return": OFFICE,
    "proposals.act_review": INSTRUCTOR,
    "proposals.act_start_review": OFFICE,
    "proposals.answer": AUTHOR,
    "proposals.co_authors": WRITERS,
    "proposals.complete_follow_up": OFFICE,
    "proposals.decide": COMMISSIONER,
    "proposals.desk": TEAM,
    "proposals.draft": MEMBERS,
    "proposals.edit": WRITERS,
    "proposals.index": EVERYONE,
    "proposals.instruct": TEAM,
    "proposals.manage": TEAM,
    "proposals.new": MEMBERS,
    "proposals.notify": TEAM,
    "proposals.remove_co_author": WRITERS,
    # Submitted, and its title not made public.
    "proposals.show": GROUP,
    "proposals.show@accepted": EVERYONE,
    "proposals.show@undecided": EVERYONE,
    "proposals.submit": WRITERS,
    "proposals.withdraw": AUTHOR,
    "reminders.plan": LEADS,
    "reminders.plan@study_day": TEAM,
    # The address is the secret.
    "reminders.refuse": EVERYONE,
    "reviews.index": EVERYONE,
    "reviews.show": EVERYONE,
    "strategy.add_dispositif": TEAM,
    "strategy.add_figure": TEAM,
    "strategy.add_funding": TEAM,
    "strategy.add_line": TEAM,
    "strategy.add_source": TEAM,
    "strategy.add_total": TEAM,
    "strategy.axis": EVERYONE,
    "strategy.edit_dispositif": TEAM,
    "strategy.edit_figure": TEAM,
    "strategy.edit_funding": TEAM,
    "strategy.edit_line": TEAM,
    "strategy.edit_total": TEAM,
    "strategy.framework": EVERYONE,
    "strategy.index": EVERYONE,
    "strategy.manage": TEAM,
    "strategy.manage_axis": TEAM,
}
