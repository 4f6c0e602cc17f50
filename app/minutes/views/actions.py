"""The register of decisions, the board of actions, and an owner's private link."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.links import token_hash
from app.minutes import queries, services
from app.minutes.enums import ActionAct, ActionStatus
from app.minutes.forms import ActionForm
from app.minutes.models import Action
from app.minutes.states import ACTIONS
from app.minutes.views.section import minutes
from app.web.forms import Form
from app.web.responses import render, render_form, see_other
from app.web.routing import PUBLIC, allow, by_link, current_actor, row_number

PAGE_SIZE = 50
ACT_LABELS = {
    ActionAct.START: "Je commence",
    ActionAct.FINISH: "C’est fait",
    ActionAct.DROP: "Elle est abandonnée",
    ActionAct.POSTPONE: "Elle est reportée",
}


def _load_action(actor: Actor, action_id: int) -> Action | None:
    return queries.action_by_id(actor, action_id)


def _load_own(_actor: Actor, token: str) -> Action | None:
    return queries.action_by_token(token_hash(token))


@minutes.page("/decisions", access=PUBLIC)
def decisions() -> ResponseReturnValue:
    """What groups decided, as far as one may read it."""
    filters = queries.RegisterFilters.of(request.args)
    page = max(1, min(request.args.get("page", 1, type=row_number), 1000))
    found = queries.decisions(
        current_actor(), filters, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE + 1
    )
    return render(
        "minutes/decisions.html",
        lines=found[:PAGE_SIZE],
        has_next=len(found) > PAGE_SIZE,
        page=page,
        filters=filters,
        groups=queries.register_groups(),
    )


@minutes.page("/actions", access=PUBLIC)
def actions() -> ResponseReturnValue:
    """What is to be done, by whom, by when, as far as one may read it."""
    filters = queries.RegisterFilters.of(request.args)
    page = max(1, min(request.args.get("page", 1, type=row_number), 1000))
    found = queries.actions(
        current_actor(), filters, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE + 1
    )
    return render(
        "minutes/actions.html",
        lines=found[:PAGE_SIZE],
        named=queries.named_owners(current_actor(), found),
        has_next=len(found) > PAGE_SIZE,
        page=page,
        filters=filters,
        groups=queries.register_groups(),
        statuses=ActionStatus,
        today=clock.today(),
    )


@minutes.page(
    "/actions/<int:action_id>/suite",
    access=allow("action:carry_out", load=_load_action),
    methods=["GET", "POST"],
)
def change_action(action: Action) -> ResponseReturnValue:
    form = ActionForm()
    form.act.offer([(a.value, ACT_LABELS[a]) for a in ACTIONS.actions(action.status)])
    if form.validate_on_submit():
        slug = action.minutes.event.group.slug if action.minutes.event.group else None
        with form.refusals():
            services.change_action(
                current_actor(),
                action,
                ActionAct(form.act.data),
                reason=form.reason.data or "",
                due_on=form.due_on.data,
            )
            flash("C’est noté.", "success")
            return see_other("minutes.actions", groupe=slug)
    if form.is_submitted():
        # What the refused act had locked is read again, with all that the page shows.
        action = _load_action(current_actor(), action.id) or action
    return render_form("minutes/action.html", form, action=action, event=action.minutes.event)


@minutes.page("/actions/lien/<token>", access=by_link(_load_own), methods=["GET", "POST"])
def own_action(action: Action) -> ResponseReturnValue:
    """What was given to somebody, and one button to say that it is done; no account is needed."""
    form, token = Form(), request.view_args or {}
    if form.validate_on_submit():
        services.close_by_link(action)
        return see_other("minutes.own_action", **token)
    return render_form("minutes/own_action.html", form, action=action, event=action.minutes.event)
