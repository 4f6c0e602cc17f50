"""Following a group, and no longer; who is told of what."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.accounts.models import Account
from app.follows import queries, services
from app.follows.enums import Pace
from app.follows.forms import PaceForm
from app.follows.tokens import opens
from app.groups.models import WorkingGroup
from app.groups.notices import notices_of
from app.groups.queries import group_by_slug
from app.kernel.access import Actor, can
from app.kernel.db import db
from app.web.forms import Form
from app.web.responses import render, render_form, see_other
from app.web.routing import Section, allow, by_link, current_actor

follows = Section("follows", __name__)


def _load(actor: Actor, slug: str) -> WorkingGroup | None:
    return group_by_slug(actor, slug=slug)


@follows.page(
    "/groupes/<slug>/suivi", access=allow("group:follow", load=_load), methods=["GET", "POST"]
)
def pace(group: WorkingGroup) -> ResponseReturnValue:
    actor = current_actor()
    form = PaceForm()
    belongs = actor.in_group(group.id)
    if not form.is_submitted():
        stored = queries.pace_of(actor.account_id or 0, group.id)
        form.pace.data = (stored or (Pace.EACH if belongs else Pace.NOTHING)).value
    if form.validate_on_submit():
        with form.refusals():
            services.choose(actor, group, form.chosen)
            flash("Votre choix est enregistré.", "success")
            return see_other("groups.show", slug=group.slug)
    return render_form("follows/pace.html", form, group=group)


@dataclass(frozen=True)
class Stopping:
    """Whose mails about which group end."""

    account: Account
    group: WorkingGroup


def _by_token(_actor: Actor, account_id: int, group_id: int, token: str) -> Stopping | None:
    if not opens(token, account_id, group_id):
        return None
    account, group = db.session.get(Account, account_id), db.session.get(WorkingGroup, group_id)
    return Stopping(account, group) if account and group else None


@follows.page(
    "/suivis/<int:account_id>/<int:group_id>/<token>/arret",
    access=by_link(_by_token),
    methods=["GET", "POST"],
    from_outside=True,
)
def stop(found: Stopping) -> ResponseReturnValue:
    """No more of this group: by the button, or by that of a mail program (RFC 8058)."""
    account_id, group_id = found.account.id, found.group.id
    done = request.method == "POST"
    if done:
        services.stop(current_actor(), account_id, group_id)
    return render(
        "follows/stop.html",
        form=Form(),
        group=found.group,
        done=done or queries.pace_of(account_id, group_id) is Pace.NOTHING,
    )


@follows.page("/groupes/<slug>/qui-est-prevenu", access=allow("group:belong", load=_load))
def notices(group: WorkingGroup) -> ResponseReturnValue:
    actor = current_actor()
    return render(
        "follows/notices.html",
        group=group,
        notices=notices_of(group.id),
        named=can(actor, "group:edit", group),
    )
