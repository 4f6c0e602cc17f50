"""Working groups, the other names sources give them, and what grew out of them."""

from __future__ import annotations

from collections.abc import Iterator

from app.groups.models import GroupAlias, GroupOffshoot, WorkingGroup
from app.kernel.text import fold, slugify
from app.programme import values
from app.programme.document import Item
from app.programme.reading import Reading
from app.programme.rows import Ref, Row, RowRefused

LIKELY = ("probable", "certain")


def read(reading: Reading, meta: Item) -> None:
    # What the release says is sourced by the release, not by the group's other sources.
    release = meta.take("communique")
    cited_by: list[str] = []
    if isinstance(release, Item):
        try:
            cited_by = reading.source_codes(release)
        except RowRefused as refusal:
            reading.refuse("meta", refusal)
        reading.leave_unread("meta, communique", release)
    reading.section("groupes", lambda entry: _group(reading, entry, cited_by))


def _group(reading: Reading, entry: Item, cited_by: list[str]) -> Iterator[Row]:
    name = values.required(entry, "nom")
    yield Row(
        section="groupes",
        key=name,
        label=name,
        line=entry.line,
        model=WorkingGroup,
        identity={"name": name},
        initial={"slug": slugify(name, limit=110)},
        fields={
            "purpose": values.text(entry, "objet"),
            "associated_organisation": values.text(entry, "organisation_associee"),
            "associated_note": values.text(entry, "organisation_note"),
            "source_codes": reading.source_codes(entry),
        },
    )
    likeness = values.text(entry, "rapprochement")
    if likeness not in (None, *LIKELY):
        raise values.refuse(
            entry, "rapprochement", f"« rapprochement » vaut {' ou '.join(LIKELY)}."
        )
    alias = values.text(entry, "cite_dans_communique")
    if alias is not None and fold(alias) != fold(name):
        yield Row(
            section="autres noms",
            key=f"{name}/{alias}",
            label=alias,
            line=entry.line,
            model=GroupAlias,
            identity={"group_id": Ref("groupes", name), "name": alias},
            fields={
                "certain": likeness != "probable",
                "from_year": reading.review_year,
                "to_year": reading.review_year,
                "source_codes": cited_by,
            },
        )
    for offshoot in values.items(entry, "suites"):
        yield _offshoot(reading, name, offshoot)
        reading.leave_unread("suites", offshoot)


def _offshoot(reading: Reading, group: str, entry: Item) -> Row:
    name = values.required(entry, "nom")
    return Row(
        section="suites",
        key=f"{group}/{name}",
        label=name,
        line=entry.line,
        model=GroupOffshoot,
        identity={"group_id": Ref("groupes", group), "name": name},
        fields={
            "since_year": values.year(entry, "depuis"),
            "founders": values.texts(entry, "a_l_origine"),
            "members": values.texts(entry, "membres"),
            "source_codes": reading.source_codes(entry),
        },
    )
