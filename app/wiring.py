"""Who is plugged into what, on one page: permissions, reactions, pages, commands, navigation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from app.accounts import landing as account_landing
from app.accounts import policies as accounts_policies
from app.accounts.own_parts import declare_own_parts
from app.accounts.views import accounts
from app.attendance import blocks as attendance_blocks
from app.attendance import policies as attendance_policies
from app.attendance import services as attendance_services
from app.attendance.looking_back import carries as supports_carry
from app.attendance.views import attendance
from app.audit import policies as audit_policies
from app.audit.subjects import declare_subjects
from app.audit.views import audit
from app.audit.words import declare_words
from app.cli.accounts import accounts as accounts_commands
from app.cli.backup import backup
from app.cli.check import check
from app.cli.copying import copy_to
from app.cli.restoring import restore
from app.collecting import policies as collecting_policies
from app.collecting.queries import to_do as figures_to_do
from app.collecting.tasks import DAILY_TASKS as COLLECTING_TASKS
from app.collecting.views import collecting
from app.config import Settings, SettingsError
from app.demo.cli import demo
from app.documents import antivirus, storage
from app.documents.queries import carried_by
from app.documents.tasks import DAILY_TASKS as DOCUMENTS_TASKS
from app.documents.uploads import inspect_uploads
from app.documents.views import documents
from app.enrolment import policies as enrolment_policies
from app.enrolment.blocks import own_blocks as enrolment_blocks
from app.enrolment.queries import writes_to
from app.enrolment.views import enrolment
from app.events import news as events_news
from app.events import policies as events_policies
from app.events import related, seats
from app.events.blocks import coming_events, next_meetings
from app.events.cli import events as events_commands
from app.events.facts import (
    EventCancelled,
    EventChanged,
    EventClosed,
    EventDuplicated,
    EventMoved,
    EventPostponed,
    EventPublished,
    PoolsChanged,
    RemoteLinkGiven,
    SessionCancelled,
)
from app.events.position import FILTERS as POSITION_FILTERS
from app.events.tasks import DAILY_TASKS as EVENTS_TASKS
from app.events.views import events
from app.events.words import FILTERS as EVENT_FILTERS
from app.feeds import store as feeds_store
from app.feeds.deadlines import show_deadlines
from app.feeds.keeping import keep_fragments
from app.feeds.views import feeds
from app.follows.group_news import group_news, tell_note
from app.follows.news import told_by
from app.follows.notices import NOTICES
from app.follows.tasks import DAILY_TASKS as FOLLOWS_TASKS
from app.follows.views import follows
from app.groups import overview
from app.groups import policies as groups_policies
from app.groups.blocks import show_on_groups, take_meetings_from
from app.groups.facts import MandateBegan, StatusNoted
from app.groups.notices import declare_notices
from app.groups.queries import carries as groups_carry
from app.groups.queries import load_actor
from app.groups.views import groups
from app.home import landing as home_landing
from app.home import panels
from app.home import policies as home_policies
from app.home.team import mail_to_do
from app.home.todo import show_to_do
from app.home.views import home
from app.inbox import policies as inbox_policies
from app.inbox.cli import inbox as inbox_commands
from app.inbox.fetching import fetch_if_any
from app.inbox.views import inbox
from app.kernel import revision
from app.kernel.access import can, declare_permissions
from app.kernel.bus import react
from app.mailings import attention as mailings_attention
from app.mailings import policies as mailings_policies
from app.mailings.views import mailings
from app.meetings import policies as meetings_policies
from app.meetings import services as meetings_services
from app.meetings.blocks import asked_of, attached_to, running_polls
from app.meetings.queries import carries as meetings_carry
from app.meetings.related import draft_agenda
from app.meetings.tasks import DAILY_TASKS as MEETINGS_TASKS
from app.meetings.views import meetings
from app.minutes import news as minutes_news
from app.minutes import policies as minutes_policies
from app.minutes import services as minutes_services
from app.minutes.blocks import agenda_points, event_outcomes, group_minutes
from app.minutes.blocks import to_do as minutes_to_do
from app.minutes.queries import carries as minutes_carry
from app.minutes.queries import late_actions as minutes_late_actions
from app.minutes.queries.deadlines import due_of as minutes_due
from app.minutes.related import born_of_decisions, people_of
from app.minutes.tasks import DAILY_TASKS as MINUTES_TASKS
from app.minutes.views import minutes
from app.organisations import policies as organisations_policies
from app.organisations.views import organisations
from app.outbox import nudge
from app.outbox import policies as outbox_policies
from app.outbox.attachments import declare_makers
from app.outbox.cli import outbox as outbox_commands
from app.outbox.cli import worker
from app.outbox.schedule import declare_rounds, declare_tasks
from app.outbox.views import obstacle_here, outbox
from app.oversight import policies as oversight_policies
from app.oversight.cli import persons as persons_commands
from app.oversight.journal import JOURNAL_SUBJECTS, JOURNAL_WORDS
from app.oversight.own_data import OWN_PARTS
from app.oversight.retention import DAILY_TASKS
from app.oversight.views import oversight
from app.paper import pdf
from app.programme.cli import programme
from app.programme.views import programme as programme_pages
from app.proposals import acknowledgement as proposals_acknowledgement
from app.proposals import news as proposals_news
from app.proposals import policies as proposals_policies
from app.proposals.blocks import group_proposals, proposals_of_decisions, proposals_of_event
from app.proposals.queries import carries_document as proposals_carry
from app.proposals.queries.deadlines import owed_by as proposals_owed
from app.proposals.queries.work import waiting_for as proposals_waiting
from app.proposals.tasks import DAILY_TASKS as PROPOSALS_TASKS
from app.proposals.views import proposals
from app.questions import policies as questions_policies
from app.questions.services import copy_questions, move_erasures
from app.questions.views import questions
from app.registrations import allocation, offers
from app.registrations import attention as registrations_attention
from app.registrations import policies as registrations_policies
from app.registrations import related as registrations_related
from app.registrations import services as registrations_services
from app.registrations.cli import registrations as registrations_commands
from app.registrations.queries import carries_document as registrations_carry
from app.registrations.tasks import lapse_if_any
from app.registrations.views import registrations
from app.reminders.tasks import DAILY_TASKS as REMINDERS_TASKS
from app.reminders.views import reminders
from app.reviews import policies as reviews_policies
from app.reviews.views import reviews
from app.search.services import keep_index
from app.search.tasks import DAILY_TASKS as SEARCH_TASKS
from app.search.views import search
from app.stats import policies as stats_policies
from app.stats.views import stats
from app.strategy import policies as strategy_policies
from app.strategy.panels import cite_dispositifs, show_on_axis
from app.strategy.queries import sigles_in
from app.strategy.queries.conventions import carries as conventions_carry
from app.strategy.views import strategy
from app.surveys import policies as surveys_policies
from app.surveys import services as surveys_services
from app.surveys.views import surveys
from app.web import routing
from app.web.navigation import Entry
from app.web.routing import current_actor

__all__ = ["NAVIGATION", "can_now", "load_actor", "wire"]

PERMISSIONS = (
    accounts_policies.PERMISSIONS,
    groups_policies.PERMISSIONS,
    home_policies.PERMISSIONS,
    organisations_policies.PERMISSIONS,
    strategy_policies.PERMISSIONS,
    collecting_policies.PERMISSIONS,
    events_policies.PERMISSIONS,
    meetings_policies.PERMISSIONS,
    minutes_policies.PERMISSIONS,
    questions_policies.PERMISSIONS,
    registrations_policies.PERMISSIONS,
    enrolment_policies.PERMISSIONS,
    attendance_policies.PERMISSIONS,
    surveys_policies.PERMISSIONS,
    mailings_policies.PERMISSIONS,
    proposals_policies.PERMISSIONS,
    reviews_policies.PERMISSIONS,
    stats_policies.PERMISSIONS,
    outbox_policies.PERMISSIONS,
    oversight_policies.PERMISSIONS,
    inbox_policies.PERMISSIONS,
    audit_policies.PERMISSIONS,
)

SECTIONS = (
    home,
    accounts,
    documents,
    groups,
    follows,
    events,
    meetings,
    minutes,
    feeds,
    questions,
    registrations,
    enrolment,
    reminders,
    attendance,
    surveys,
    mailings,
    proposals,
    organisations,
    search,
    reviews,
    stats,
    strategy,
    collecting,
    programme_pages,
    outbox,
    inbox,
    audit,
    oversight,
)

COMMANDS = (
    accounts_commands,
    backup,
    check,
    copy_to,
    persons_commands,
    restore,
    demo,
    events_commands,
    inbox_commands,
    programme,
    registrations_commands,
    worker,
    outbox_commands,
)

# Facts that a feature announces, and who reacts, in this order.
REACTIONS: tuple[tuple[type[Any], Callable[[Any], None]], ...] = (
    (EventDuplicated, copy_questions),
    (EventMoved, move_erasures),
    (EventMoved, attendance_services.move_hours),
    (EventMoved, surveys_services.move_closing),
    (EventPublished, meetings_services.convoke),
    (EventPublished, events_news.tell_followers),
    (MandateBegan, meetings_services.convoke_newcomer),
    (StatusNoted, tell_note),
    (EventChanged, registrations_services.tell_changed),
    (RemoteLinkGiven, registrations_services.tell_remote_link),
    (EventPostponed, registrations_services.tell_postponed),
    (EventCancelled, minutes_services.set_aside),
    (EventCancelled, registrations_services.tell_cancelled),
    (EventClosed, attendance_services.mark_absent_when_closed),
    (PoolsChanged, registrations_services.look_after_pools),
    (SessionCancelled, registrations_services.end_session),
)

# What visitors' pages and feeds are made of: each transaction that changes a table moves the mark
# of its topics. Registrations are in none of them: they must not wait in one row.
TOPICS = {
    feeds_store.TOPIC: feeds_store.TABLES,
    "event pages": (
        *("pool", "reserve", "programme_item", "source", "event_series"),
        *("form_options", "event_question", "event_support", "aftermath"),
    ),
    "strategy": (
        *("dispositif", "dispositif_department", "figure", "funding_total", "funding_line"),
        *("announced_total", "partner_kind", "metropole", "axis_correspondence"),
        *("convention", "convention_action", "convention_document", "glossary_term"),
    ),
    "groups": (
        *("group_axis", "group_alias", "group_offshoot", "mandate", "account", "organisation"),
        *("group_department", "group_dispositif", "group_document", "group_metropole"),
        *("group_settings", "milestone", "mission_letter", "status_note"),
    ),
    "minutes": (
        *("minutes", "minutes_document", "minutes_edition", "minutes_person", "decision"),
        *("minutes_circulation", "minutes_comment", "action", "document"),
    ),
    "proposals": (
        *("proposal", "proposal_axis", "proposal_department", "proposal_author"),
        *("answer", "follow_up", "yearly_point", "proposal_version", "search_entry"),
    ),
    "reviews": ("review", "review_section", "review_edition", "review_part"),
}

NAVIGATION: tuple[Entry, ...] = (
    Entry("Agenda", "events.agenda"),
    Entry("Groupes", "groups.index"),
    Entry("Comptes rendus", "minutes.index"),
    Entry("Propositions", "proposals.index"),
    Entry("Stratégie", "strategy.index"),
    Entry("Bilan", "reviews.index"),
    Entry("Partenaires", "organisations.index"),
    Entry("Gestion", "home.manage", "home:manage"),
)


def wire(app: Flask, settings: Settings) -> None:
    """Plug every feature into the application."""
    try:
        storage.configure(settings.storage_url, settings.instance_path)
    except storage.StorageError as error:
        raise SettingsError(str(error)) from error
    antivirus.configure(settings.antivirus_url)
    routing.before_acts[:] = [inspect_uploads]
    nudge.configure(settings.queue_url)
    pdf.configure(fictitious=settings.demo)
    for topic, tables in TOPICS.items():
        revision.watch(topic, tables)
    keep_index()
    _answer_questions()
    for fact, reaction in REACTIONS:
        react(fact, reaction)
    app.jinja_env.filters.update(EVENT_FILTERS)
    app.jinja_env.filters.update(POSITION_FILTERS)
    app.jinja_env.globals["sigles_in"] = sigles_in
    app.jinja_env.globals["mail_obstacle"] = obstacle_here
    for permissions in PERMISSIONS:
        declare_permissions(permissions)
    for section in SECTIONS:
        app.register_blueprint(section)
    for command in COMMANDS:
        app.cli.add_command(command)


def _answer_questions() -> None:
    """What lower features ask of higher ones."""
    account_landing.work_page.answered_by(home_landing.work_page)
    seats.fills.answered_by(allocation.fills)
    seats.fills_with_sessions.answered_by(allocation.fills_with_sessions)
    related.registration_state.answered_by(offers.registration_state)
    related.attached.answered_by(attached_to)
    related.asked.answered_by(lambda event: asked_of(current_actor(), event))
    related.attention.answered_by(
        lambda event: [
            *registrations_attention.event_attention(event),
            *attendance_blocks.event_attention(event),
            *mailings_attention.event_attention(event),
        ]
    )
    related.outcomes.answered_by(
        lambda event: [
            *attendance_blocks.event_aftermath(event),
            *attendance_blocks.event_figures(event),
            *event_outcomes(current_actor(), event),
            *proposals_of_event(event),
        ]
    )
    registrations_related.own_blocks.answered_by(
        lambda one: [*enrolment_blocks(one), *attendance_blocks.own_blocks(one)]
    )
    registrations_related.correspondent.answered_by(writes_to)
    registrations_related.seat_code.answered_by(attendance_blocks.seat_code)
    born_of_decisions.answered_by(proposals_of_decisions)
    people_of.answered_by(attendance_blocks.people_of_event)
    draft_agenda.answered_by(agenda_points)
    show_on_groups(coming_events, rank=10)
    show_on_groups(running_polls, rank=15)
    show_on_groups(group_minutes, rank=20)
    show_on_groups(group_proposals, rank=30)
    carried_by(groups_carry)
    carried_by(meetings_carry)
    carried_by(minutes_carry)
    carried_by(supports_carry)
    carried_by(proposals_carry)
    carried_by(conventions_carry)
    carried_by(registrations_carry)
    take_meetings_from(next_meetings)
    overview.meetings_of.answered_by(events_news.meetings_of)
    overview.late_actions.answered_by(lambda _groups: minutes_late_actions())
    overview.waiting_proposals.answered_by(proposals_news.waiting_by_group)
    told_by(
        group_news,
        events_news.published_news,
        minutes_news.published_news,
        proposals_news.answered_news,
    )
    declare_notices(*NOTICES)
    show_on_axis(panels.groups_panel, panels.events_panel, panels.proposals_panel)
    cite_dispositifs(panels.proposals_of_dispositifs)
    declare_own_parts(OWN_PARTS)
    declare_subjects(JOURNAL_SUBJECTS)
    declare_words(JOURNAL_WORDS)
    declare_tasks(
        (
            *DAILY_TASKS,
            *COLLECTING_TASKS,
            *DOCUMENTS_TASKS,
            *EVENTS_TASKS,
            *FOLLOWS_TASKS,
            *MEETINGS_TASKS,
            *MINUTES_TASKS,
            *PROPOSALS_TASKS,
            *REMINDERS_TASKS,
            *SEARCH_TASKS,
        )
    )
    declare_rounds(fetch_if_any, lapse_if_any, keep_fragments)
    show_deadlines(minutes_due, proposals_owed)
    declare_makers({proposals_acknowledgement.MAKER: proposals_acknowledgement.made})
    show_to_do(
        attendance_blocks.desks_to_hold, minutes_to_do, proposals_waiting, figures_to_do, mail_to_do
    )


def can_now(permission: str, obj: Any = None) -> bool:
    """For templates: whether the person who looks may do this. A button shows exactly then."""
    return can(current_actor(), permission, obj)
