"""An address for every route, built from the filled house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from app.kernel import clock
from app.proposals.states import MOVES
from tests.whole_app.access_table import MAY
from tests.world import PROGRAMME, YEAR, World

# Files of ours, served by the framework.
OUTSIDE = frozenset({"static"})


# The same page on other objects of the filled house, where other people may: name → what, as what.
VARIANTS = {
    "study_day": ("event", "slug"),
    "draft": ("draft_event", "slug"),
    # A study day of today, over.
    "held": ("held_day", "slug"),
    "private": ("private", "slug"),
    "draft_minutes": ("draft_minutes", "minutes_id"),
    "circulated": ("circulated", "minutes_id"),
    "accepted": ("proposal_accepted", "reference"),
    # A text of the lead's own, which others may not take away.
    "own_template": ("own_template", "template_id"),
    "unknown": ("proposal_submitted", "reference"),
    "undecided": ("proposal_reviewed", "reference"),
}
# Routes by which somebody runs an event: asked about a meeting of the group, which leads run too.
RUNNING = "/gestion/evenements/<slug>"
RUNNING_MEETINGS = ("answers", "attach", "invite")


@dataclass(frozen=True)
class Request:
    """One method on one address. `endpoint` is its line in the table: it may name a variant."""

    endpoint: str
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.endpoint})"


def requests(app: Flask, world: World) -> Iterator[Request]:
    """Every route, by every method it takes, on an object of the filled house."""
    adapter = app.url_map.bind("localhost")
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        if rule.endpoint in OUTSIDE:
            continue
        asked = {rule.endpoint: values(rule, world)}
        for line in MAY:
            endpoint, _, variant = line.partition("@")
            if endpoint == rule.endpoint and variant:
                asked[line] = {**asked[endpoint], **variants(world)[variant]}
        for line, parts in asked.items():
            path = adapter.build(rule.endpoint, parts)
            for method in ("GET", "POST"):
                if method in (rule.methods or ()):
                    yield Request(line, method, path)


def values(rule: Rule, world: World) -> dict[str, Any]:
    """What stands in the variable parts of a route; an unknown one is an error that says so."""
    known = {**_by_section(world), **_by_endpoint(world)}
    section = rule.endpoint.partition(".")[0]
    found = known.get(rule.endpoint) or known.get(section) or {}
    missing = rule.arguments - set(found)
    assert not missing, (
        f"{rule.endpoint} ({rule.rule}): say in tests/whole_app/addresses.py what {missing} is"
    )
    if rule.rule.startswith(RUNNING) and rule.endpoint not in known:
        found = {**found, "slug": world.names["meeting"]}
    return {name: found[name] for name in rule.arguments}


def variants(world: World) -> dict[str, dict[str, Any]]:
    """The URL values of each variant named in the table."""
    return {
        name: {part: (world.ids if part.endswith("_id") else world.names)[thing]}
        for name, (thing, part) in VARIANTS.items()
    }


def _by_section(world: World) -> dict[str, dict[str, Any]]:
    ids, names = world.ids, world.names
    return {
        "accounts": {"account_id": world.accounts["partner"], "token": names["sign_in"]},
        "attendance": {
            "slug": names["event"],
            "token": names["desk"],
            "pass_id": ids["desk"],
            "reference": names["certificate"],
        },
        "surveys": {"slug": names["meeting"], "token": names["survey"]},
        "documents": {"document_id": ids["document"], "name": names["document"]},
        "events": {"slug": names["event"]},
        "feeds": {"slug": names["event"], "token": names["feed"], "feed_id": ids["feed"]},
        "follows": {
            "slug": names["group"],
            "account_id": world.accounts["member"],
            "group_id": ids["group"],
            "token": names["no_follow"],
        },
        "groups": {
            "slug": names["group"],
            "mandate_id": ids["mandate"],
            "milestone_id": ids["milestone"],
            "document_id": ids["group_document"],
            "request_id": ids["join_request"],
            "invitation_id": ids["group_invitation"],
            "token": names["join_request"],
            "number": 1,
        },
        "mailings": {
            "slug": names["event"],
            "mailing_id": ids["mailing"],
            "template_id": ids["mailing_template"],
        },
        "meetings": {"slug": names["group"], "poll_id": ids["poll"], "token": names["convocation"]},
        "minutes": {
            "minutes_id": ids["minutes"],
            "slug": names["group"],
            "number": 1,
            "action_id": ids["action"],
        },
        "organisations": {"slug": names["organisation"]},
        "outbox": {"message_id": ids["message"], "kind": "registrations/confirmed"},
        "inbox": {"mail_id": ids["incoming"]},
        "enrolment": {
            "slug": names["event"],
            "token": names["registration"],
            "registration_id": ids["registration"],
            "sheet_id": ids["sheet"],
        },
        "questions": {"slug": names["event"], "question_id": ids["question"]},
        "reminders": {
            "slug": names["event"],
            "number": ids["registration"],
            "token": names["no_reminder"],
        },
        "proposals": {
            "reference": names["proposal_submitted"],
            "proposal_id": ids["proposal_draft"],
            "number": 1,
            "token": names["consultation"],
            "slug": names["group"],
        },
        "registrations": {
            "slug": names["event"],
            "token": names["registration"],
            "registration_id": ids["registration"],
            "claim_id": ids["claim"],
            "invitation_id": ids["invitation"],
        },
        "reviews": {
            "year": YEAR,
            "number": 1,
            "territory": "31",
            "key": "annonce-groups",
            "file": "bilan.pdf",
            "review_id": ids["review"],
            "slug": names["meeting"],
            "reference": names["proposal_accepted"],
        },
        "stats": {"name": "rencontres-par-genre", "extension": "csv", "place": "31"},
        "collecting": {
            "token": names["figure_request"],
            "request_id": ids["figure_request"],
            "proposed_id": ids["proposed_figure"],
            "sheet_id": ids["figure_sheet"],
            "extension": "csv",
        },
        "strategy": {
            "framework_slug": names["framework"],
            "number": 1,
            "year": YEAR,
            "kind": "chiffre",
            "fact_id": ids["figure"],
            "slug": names["convention"],
            "convention_id": ids["convention"],
            "action_id": ids["convention_action"],
            "document_id": ids["convention_document"],
            "extension": "yaml",
            **{f"{name}_id": ids[name] for name in PROGRAMME},
        },
    }


def _by_endpoint(world: World) -> dict[str, dict[str, Any]]:
    ids, names, group = world.ids, world.names, world.names["group"]
    acts: dict[str, dict[str, Any]] = {}
    for status, action in MOVES:
        # A proposal in a state that has the act; the first that has a reference.
        if f"proposal_{status}" in names:
            acts.setdefault(str(action), {"reference": names[f"proposal_{status}"]})
    # Decided, not yet told.
    acts["notify"] = {"reference": names["proposal_partly_accepted"]}
    return {
        **{f"proposals.act_{action}": found for action, found in acts.items()},
        # On the study day that has sessions and seats kept aside.
        **{
            f"events.{act}": {
                "slug": names["event"],
                "pool_id": ids["session"],
                "reserve_id": ids["reserve"],
            }
            for act in ("edit_session", "cancel_session", "release_reserve")
        },
        # On a message, which stands under its own event.
        **{
            f"mailings.{act}": {"slug": names["event"], "mailing_id": ids["mailing"]}
            for act in ("show", "edit", "send", "send_trial", "discard", "keep_template")
        },
        # On the day that is held in two places.
        "events.show_series": {"slug": names["series"]},
        **{
            f"events.{act}": {"slug": names["series_event"]}
            for act in (
                *("run_series", "publish_series", "open_series", "share_texts", "leave_series"),
            )
        },
        "attendance.own_certificate": {"token": names["came"]},
        "attendance.own_support": {"token": names["came"], "document_id": ids["support"]},
        "feeds.group": {"slug": group},
        **{f"meetings.{page}": {"slug": names["private"]} for page in RUNNING_MEETINGS},
        "meetings.document": {
            "token": names["convocation"],
            "document_id": ids["meeting_document"],
        },
        "groups.accept_invitation": {"token": names["group_invitation"]},
        "meetings.vote": {"token": names["vote"]},
        "minutes.write": {"slug": names["unwritten"]},
        "enrolment.confirm": {"token": names["pending"], "proof": names["proof"]},
        "enrolment.contact": {"token": names["contact"]},
        "enrolment.cancel_person": {
            "token": names["contact"],
            "person_id": ids["contact_person"],
        },
        "enrolment.paper": {"token": names["alone"]},
        "enrolment.take": {"token": names["seat_offer"]},
        "enrolment.decline": {"token": names["seat_offer"]},
        "minutes.circulate": {"slug": names["drafting"]},
        "minutes.history": {"slug": names["drafting"]},
        "minutes.import_text": {"slug": names["unwritten"]},
        "minutes.place_text": {"import_id": ids["text_read"]},
        "minutes.approve": {"slug": names["circulated"]},
        "minutes.comments": {"minutes_id": ids["circulated"]},
        "minutes.read": {"token": names["reader"]},
        "minutes.publish": {"slug": names["approved"]},
        "minutes.signed": {"slug": names["approved"]},
        "minutes.own_action": {"token": names["action"]},
        # Of the study day, which the team runs.
        **{
            f"questions.{act}": {"slug": names["event"], "question_id": ids["question"]}
            for act in ("edit", "move_up", "remove")
        },
        "proposals.answer": {"slug": group, "proposal_id": ids["proposal_more_information"]},
        "proposals.complete_follow_up": {"reference": names["proposal_implementing"]},
        # Of this year, which has figures of the department; and sections, which have texts.
        **{
            f"reviews.department_{page}": {
                "year": clock.today().year,
                "territory": "31",
                "key": "rencontres-study_day",
            }
            for page in ("trace", "trace_csv")
        },
        **{
            f"reviews.{page}": {"review_id": ids["review"], "key": "annee"}
            for page in ("write", "history")
        },
        "reviews.correct": {"review_id": ids["published_review"]},
        "proposals.decide": {"reference": names["proposal_reviewed"]},
    }
