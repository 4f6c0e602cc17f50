"""The registrations of an event, for those who run it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.audit import services as audit
from app.events.models import Event
from app.events.queries import event_to_run
from app.kernel import clock
from app.kernel.access import can
from app.kernel.text import counted
from app.questions.queries import Said, asked_of, needs_of, said_by
from app.registrations import services
from app.registrations.allocation import fills_of
from app.registrations.exports import sheet
from app.registrations.filters import RosterFilters
from app.registrations.forms import BulkForm, ExportForm, WithdrawForm
from app.registrations.models import Registration
from app.registrations.opening import has_started
from app.registrations.queries import registration_to_run
from app.registrations.roster import Person, everyone, matching, page_of
from app.registrations.services import Effect, orders_of
from app.registrations.services.bulk import MOST
from app.registrations.views.choices import filter_groups
from app.registrations.views.section import registrations
from app.sheets import SheetFormat
from app.web.responses import download, render, render_form, see_other
from app.web.routing import allow, current_actor, row_number

# No act on the registrations: it opens a message to those chosen.
WRITE = "ecrire"


@registrations.page(
    "/gestion/evenements/<slug>/inscriptions", access=allow("registration:list", load=event_to_run)
)
def manage(event: Event) -> ResponseReturnValue:
    filters = RosterFilters.parse(request.args)
    people = everyone(event)
    fills = fills_of(event)
    found = matching(people, filters)
    form = BulkForm()
    form.act.offer((order.value, order.label) for order in orders_of(event, fills))
    return render(
        "registrations/manage.html",
        event=event,
        registered=len(people),
        page=page_of(found, request.args.get("page", 1, type=row_number)),
        filters=filters,
        groups=filter_groups(event, people, fills, filters),
        fills=fills,
        form=form,
        started=has_started(event, clock.now()),
        page_url=lambda number: url_for(
            "registrations.manage", slug=event.slug, **filters.query(), page=number
        ),
    )


@registrations.page(
    "/gestion/evenements/<slug>/inscriptions/actes",
    access=allow("registration:act_on", load=event_to_run),
    methods=["POST"],
)
def bulk(event: Event) -> ResponseReturnValue:
    """First who would get what; the same page sent again with `confirme` does it."""
    form = BulkForm()
    orders = {order.value: order for order in orders_of(event, fills_of(event))}
    form.act.offer([(WRITE, "Leur écrire"), *((key, one.label) for key, one in orders.items())])
    numbers = request.form.getlist("ids", type=row_number)[:MOST]
    back = see_other(
        "registrations.manage", slug=event.slug, **RosterFilters.parse(request.args).query()
    )
    if not numbers or not form.validate_on_submit():
        flash("Cochez d’abord les personnes, puis choisissez quoi faire.", "warning")
        return back
    if form.act.data == WRITE:
        chosen = ".".join(map(str, numbers))
        return see_other("mailings.write", slug=event.slug, personnes=chosen)
    order = orders[form.act.data]
    if order.act.moves:
        form.reason.label.text = "Un mot pour ces personnes"
    if request.form.get("confirme"):
        with form.refusals():
            _tell(
                services.act_on(
                    current_actor(), event, order, numbers, reason=form.reason.data or None
                )
            )
            return back
    return render_form(
        "registrations/bulk.html",
        form,
        event=event,
        order=order,
        numbers=numbers,
        foresight=services.foresee(current_actor(), event, order, numbers),
        query=RosterFilters.parse(request.args).query(),
    )


def _tell(effects: Sequence[Effect]) -> None:
    done = [effect for effect in effects if effect.why_not is None]
    skipped = [effect for effect in effects if effect.why_not is not None]
    if done:
        flash(f"C’est fait pour {counted(len(done), 'personne')}.", "success")
    if skipped:
        words = " ".join(f"{effect.name} : {effect.why_not}" for effect in skipped)
        flash(f"Rien n’a changé pour {counted(len(skipped), 'personne')}. {words}", "warning")


@registrations.page(
    "/gestion/evenements/<slug>/inscriptions/fichier",
    access=allow("registration:export", load=event_to_run),
    methods=["GET", "POST"],
    recent=True,
)
def export(event: Event) -> ResponseReturnValue:
    """The list in a file. Taking personal data out is an act that the journal keeps."""
    filters = RosterFilters.parse(request.args)
    people = matching(everyone(event), filters)
    asked = asked_of(event)
    said = said_by([person.registration_id for person in people])
    # Questions no longer asked have their column too, where somebody answered them.
    labels = {one.id: one.label for one in asked.questions}
    labels |= {one.question_id: one.label for each in said.values() for one in each}
    may_see = can(current_actor(), "registration:export_needs", event)
    form = ExportForm()
    form.answers.offer(labels.items())
    if not may_see:
        del form.needs, form.meals
    if form.validate_on_submit():
        return _file(event, people, form, labels, said)
    return render_form(
        "registrations/export.html",
        form,
        event=event,
        filters=filters,
        count=len(people),
        asked=asked,
        may_see=may_see,
    )


def _file(
    event: Event,
    people: Sequence[Person],
    form: ExportForm,
    labels: Mapping[int, str],
    said: Mapping[int, Sequence[Said]],
) -> ResponseReturnValue:
    ids = [person.registration_id for person in people]
    wants = {name for name in ("needs", "meals") if name in form and form[name].data}
    declared = needs_of(ids) if wants else {}
    made = sheet(
        people,
        columns=form.columns.data or (),
        questions={number: labels[number] for number in form.answers.data or ()},
        said=said,
        needs=declared if "needs" in wants else None,
        meals=declared if "meals" in wants else None,
    )
    kind = SheetFormat(form.format.data)
    audit.record(
        current_actor(),
        "registration:export",
        event,
        after={"lines": len(people), "columns": list(made.columns), "format": kind.value},
        reason=form.purpose.data or None,
    )
    return download(made.written_as(kind), f"inscriptions-{event.slug}.{kind}", kind.media_type)


@registrations.page(
    "/gestion/inscriptions/<int:registration_id>/annulation",
    access=allow("registration:withdraw_any", load=registration_to_run),
    methods=["GET", "POST"],
)
def withdraw_for(registration: Registration) -> ResponseReturnValue:
    form = WithdrawForm()
    if form.validate_on_submit():
        with form.refusals():
            services.withdraw(current_actor(), registration, reason=form.reason.data or None)
            flash("L’inscription est annulée et la personne est prévenue.", "success")
            return see_other("registrations.manage", slug=registration.event.slug)
    return render_form(
        "registrations/withdraw_for.html", form, registration=registration, event=registration.event
    )
