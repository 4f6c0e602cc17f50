"""The acts of the implementation: what is done, how far it is, what is given up."""

from __future__ import annotations

from flask import request

from app.kernel import clock
from app.kernel.text import shortened
from app.proposals import services
from app.proposals.enums import ProposalAction as A
from app.proposals.forms import acts as forms
from app.proposals.models import Proposal
from app.proposals.views.act_page import ActPage


def _planned(form: forms.FollowUpForm) -> services.PlannedAction:
    due_on = form.due_on.data or clock.today()
    weight = 1 if form.weight.data is None else form.weight.data
    return services.PlannedAction(form.text.data or "", form.owner.data or "", due_on, weight)


def _under_way(proposal: Proposal) -> list[tuple[str, str]]:
    return [
        (str(one.id), f"{shortened(one.text, 80)} ({one.progress} %)")
        for one in proposal.follow_ups
        if one.is_open
    ]


def _chosen_action() -> dict[str, str]:
    """The action whose link was followed."""
    return {"follow_up_id": request.args.get("action", "")}


FOLLOW_UP_ACTS = (
    ActPage(
        A.IMPLEMENT,
        "mettre-en-oeuvre",
        "Commencer la mise en œuvre",
        "Prévoyez une première action ; d’autres pourront la rejoindre.",
        "La mise en œuvre commence.",
        lambda actor, one, form: services.implement(actor, one, actions=[_planned(form)]),
        lambda _: forms.FollowUpForm(),
        main=True,
    ),
    ActPage(
        A.COMPLETE,
        "achever",
        "Achever la mise en œuvre",
        "Toutes les actions sont terminées : racontez ce qui a été fait.",
        "La mise en œuvre est achevée.",
        lambda actor, one, form: services.complete(actor, one, report=form.report.data),
        lambda _: forms.ReportForm(),
        main=True,
    ),
    ActPage(
        A.PROGRESS_FOLLOW_UP,
        "avancement",
        "Dire où en est une action",
        "L’avancement de l’ensemble se calcule d’après le poids de chaque action.",
        "L’avancement est enregistré.",
        lambda actor, one, form: services.progress_follow_up(
            actor, one, follow_up_id=int(form.follow_up_id.data), percent=form.percent.data
        ),
        lambda one: forms.ProgressForm(actions=_under_way(one), data=_chosen_action()),
    ),
    ActPage(
        A.ADD_FOLLOW_UP,
        "ajouter-une-action",
        "Ajouter une action",
        "Elle paraît sur la page publique de la proposition.",
        "L’action est ajoutée.",
        lambda actor, one, form: services.add_follow_up(actor, one, action=_planned(form)),
        lambda _: forms.FollowUpForm(),
    ),
    ActPage(
        A.ADD_POINT,
        "point-annuel",
        "Faire le point de l’année",
        "Une fois par an, dites publiquement où en est la mise en œuvre.",
        "Le point de l’année est publié.",
        lambda actor, one, form: services.add_point(actor, one, text=form.text.data),
        lambda _: forms.PointForm(),
    ),
    ActPage(
        A.DROP_FOLLOW_UP,
        "renoncer-a-une-action",
        "Renoncer à une action",
        "Elle reste visible, avec la raison, et ne compte plus dans l’ensemble.",
        "L’action est abandonnée.",
        lambda actor, one, form: services.drop_follow_up(
            actor, one, follow_up_id=int(form.follow_up_id.data), reason=form.reason.data
        ),
        lambda one: forms.DropForm(actions=_under_way(one), data=_chosen_action()),
    ),
    ActPage(
        A.ABANDON,
        "abandonner",
        "Abandonner la mise en œuvre",
        "La raison sera publique.",
        "La mise en œuvre est abandonnée.",
        lambda actor, one, form: services.abandon(actor, one, reason=form.reason.data),
        lambda _: forms.ReasonForm(),
        danger=True,
    ),
)
