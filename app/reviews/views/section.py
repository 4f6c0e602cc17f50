"""The pages of reports, and how they find what they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.scope import Scope
from app.web.routing import Access, Section, View, allow, current_actor

reviews = Section("reviews", __name__)

YEAR = "/bilan/<int:year>"
DEPARTMENT = "/bilan/<int:year>/departements/<territory>"
OF_DEPARTMENT = "department_"


def both(
    rule: str, *, access: Access, methods: Iterable[str] = ("GET",), remember: bool = False
) -> Callable[[View], View]:
    """The same page for the region and for a department, under two addresses."""

    def decorate(view: View) -> View:
        reviews.page(f"{YEAR}{rule}", access=access, methods=methods, remember=remember)(view)
        reviews.page(
            f"{DEPARTMENT}{rule}",
            access=access,
            methods=methods,
            remember=remember,
            endpoint=f"{OF_DEPARTMENT}{view.__name__}",
        )(view)
        return view

    return decorate


def address(scope: Scope, name: str, **values: Any) -> str:
    """The address of a page of this report."""
    if scope.department is None:
        return url_for(f"reviews.{name}", year=scope.year, **values)
    return url_for(
        f"reviews.{OF_DEPARTMENT}{name}", year=scope.year, territory=scope.department, **values
    )


def load(actor: Actor, review_id: int) -> Review | None:
    return queries.review_by_id(actor, review_id=review_id)


@dataclass(frozen=True)
class Written:
    """A section of a report: one of its automatic part, or one that holds a text already."""

    review: Review
    key: str
    title: str


def load_section(actor: Actor, review_id: int, key: str) -> Written | None:
    review = load(actor, review_id)
    title = queries.titles(review).get(key) if review is not None else None
    return Written(review, key, title) if review is not None and title is not None else None


def again(review_id: int) -> Review:
    """Read anew what a page shows, once a refused act has been undone."""
    found = queries.review_by_id(current_actor(), review_id=review_id)
    if found is None:
        raise NotFound
    return found


WRITE = allow("review:write", load=load)
WRITE_SECTION = allow("review:write", load=load_section)
VALIDATE = allow("review:validate", load=load)
PUBLISH = allow("review:publish", load=load)
