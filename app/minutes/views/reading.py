"""Reading minutes: the list, one of them, an earlier edition, its files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.access import Actor
from app.minutes import papers, queries
from app.minutes.content import Data, data_of
from app.minutes.enums import MinutesStatus
from app.minutes.models import Minutes, MinutesEdition
from app.minutes.odt import odt as odt_of
from app.minutes.policies import approval_waits_for, writes
from app.minutes.queries import stored_content
from app.minutes.related import Asked, born_of_decisions
from app.minutes.views.section import load, minutes
from app.web.responses import download, render
from app.web.routing import PUBLIC, current_actor, restricted, row_number

PAGE_SIZE = 30
_YEAR = re.compile(r"(19|20)[0-9]{2}")


@dataclass(frozen=True)
class Earlier:
    """An edition with the minutes that it is of."""

    minutes: Minutes
    edition: MinutesEdition


def _load_edition(actor: Actor, minutes_id: int, number: int) -> Earlier | None:
    """For those who write only: what was amended may have been a mistake to hide."""
    found = queries.minutes_by_id(actor, minutes_id)
    if found is None or not writes(actor, found.event):
        return None
    return next((Earlier(found, one) for one in found.editions if one.number == number), None)


def text_shown(actor: Actor, found: Minutes) -> Data:
    """What this person reads: a frozen text, but for those who are still writing it."""
    if found.status is MinutesStatus.CIRCULATED and not writes(actor, found.event):
        return found.circulations[-1].content
    return data_of(stored_content(found))


@minutes.page("/comptes-rendus", access=PUBLIC, remember=True)
def index() -> ResponseReturnValue:
    actor = current_actor()
    year = request.args.get("annee", "")
    filters = queries.MinutesFilters(
        groupe=request.args.get("groupe") or None,
        annee=int(year) if _YEAR.fullmatch(year) else None,
    )
    page = max(1, min(request.args.get("page", 1, type=row_number), 1000))
    lines = queries.published(actor, filters, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE + 1)
    groups, years = queries.filter_options(actor)
    return render(
        "minutes/index.html",
        lines=lines[:PAGE_SIZE],
        filters=filters,
        choices=_choices(filters, groups, years),
        page=page,
        has_next=len(lines) > PAGE_SIZE,
    )


def _choices(
    filters: queries.MinutesFilters, groups: list[tuple[str, str]], years: list[int]
) -> list[dict[str, object]]:
    """The two filters as links, each keeping the other."""

    def link(label: str, current: bool, **values: Any) -> dict[str, object]:
        return {"label": label, "url": url_for("minutes.index", **values), "current": current}

    by_group = [link("Tous les groupes", filters.groupe is None, annee=filters.annee)]
    by_group += [
        link(name, slug == filters.groupe, groupe=slug, annee=filters.annee)
        for slug, name in groups
    ]
    by_year = [link("Toutes les années", filters.annee is None, groupe=filters.groupe)]
    by_year += [
        link(str(year), year == filters.annee, groupe=filters.groupe, annee=year) for year in years
    ]
    return [
        {"label": label, "choices": choices, "current": _current(choices)}
        for label, choices in (("Groupe", by_group), ("Année", by_year))
    ]


def _current(choices: list[dict[str, object]]) -> object:
    return next((c["label"] for c in choices if c["current"]), choices[0]["label"])


@minutes.page("/comptes-rendus/<int:minutes_id>", access=restricted(load), remember=True)
def show(found: Minutes) -> ResponseReturnValue:
    actor = current_actor()
    return render(
        "minutes/show.html",
        minutes=found,
        said=text_shown(actor, found),
        event=found.event,
        event_visible=queries.event_is_visible(actor, found.event_id),
        born=born_of_decisions(Asked(actor, found)),
        waits=approval_waits_for(found) if found.status is MinutesStatus.CIRCULATED else None,
    )


@minutes.page(
    "/comptes-rendus/<int:minutes_id>/editions/<int:number>", access=restricted(_load_edition)
)
def edition(found: Earlier) -> ResponseReturnValue:
    return render("minutes/edition.html", minutes=found.minutes, edition=found.edition)


def _load_edition_of(actor: Actor, minutes_id: int) -> Earlier | None:
    """The approved text, whoever reads it; None before it is approved."""
    found = load(actor, minutes_id)
    return Earlier(found, found.editions[-1]) if found is not None and found.editions else None


@minutes.page("/comptes-rendus/<int:minutes_id>.pdf", access=restricted(_load_edition_of))
def pdf(found: Earlier) -> ResponseReturnValue:
    content = papers.pdf(found.minutes, found.edition)
    return download(content, f"compte-rendu-{found.minutes.id}.pdf", "application/pdf")


@minutes.page("/comptes-rendus/<int:minutes_id>.odt", access=restricted(_load_edition_of))
def odt(found: Earlier) -> ResponseReturnValue:
    content = odt_of(papers.data_of_paper(found.minutes, found.edition))
    media_type = "application/vnd.oasis.opendocument.text"
    return download(content, f"compte-rendu-{found.minutes.id}.odt", media_type)
