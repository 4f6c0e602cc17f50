"""Putting the rows of a file into the tables, without undoing what the team did.

The rule, for each field of each row, is that of a three-way merge: the import writes a field when
it still holds what the import last wrote there (nothing, for a field never written). Anything else
is the team's, and stays; so does a row that the team took away. Nothing is ever deleted.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.audit import services as audit
from app.kernel.access import SYSTEM, Actor
from app.kernel.base import Base
from app.kernel.db import db
from app.kernel.errors import Invalid
from app.programme import columns
from app.programme.models import ImportedRow
from app.programme.reading import Refusal
from app.programme.report import Change, Kept, Outcome, Report
from app.programme.rows import Ref, Row, RowRefused
from app.strategy.enums import Origin
from app.strategy.models import Dispositif, Stated, in_force
from app.strategy.services import series


class Merge:
    """One import under way: the rows already known, those met, and the report."""

    def __init__(self, report: Report, actor: Actor = SYSTEM, *, overwrite: bool = False) -> None:
        self.report = report
        self.actor = actor
        # Somebody who reads what would change may let the file win over the team.
        self.overwrite = overwrite
        records = db.session.scalars(select(ImportedRow).order_by(ImportedRow.id))
        self.records = {(record.section, record.key): record for record in records}
        self.keys: dict[tuple[str, str], Any] = {}
        self.stored: dict[type[Base], dict[str, Base]] = {}
        self.slugs: dict[type[Base], set[str]] = {}

    def apply(self, rows: list[Row]) -> None:
        """Merge rows in order: what others point at comes first in the list."""
        for row in rows:
            try:
                outcome = self._merge(row)
            except RowRefused as refusal:
                self.report.refusals.append(Refusal(row.section, refusal.line, refusal.message))
            else:
                self.report.count(row.section, outcome)
        met = {(row.section, row.key) for row in rows}
        self.report.absent = len(self.records.keys() - met)

    def _merge(self, row: Row) -> Outcome:
        self._resolve(row, row.needs)
        identity = columns.ordered(row.model, self._resolved(row, row.identity))
        fields = self._resolved(row, row.fields)
        record = self.records.get((row.section, row.key))
        if record is not None:
            known = self._table(row.model).get(record.row_key)
            if known is None:
                self.report.kept.append(Kept(row.section, row.label, "retirée", row.line))
                return Outcome.UNCHANGED
            self.keys[row.section, row.key] = columns.key_of(known)
            return self._update(row, known, fields, record)
        known = self._twin(row.model, identity)
        if known is not None:
            self.keys[row.section, row.key] = columns.key_of(known)
            record = self._remember(row, known, {})
            return self._update(row, known, fields, record)
        return self._add(row, identity, fields)

    def _add(self, row: Row, identity: dict[str, Any], fields: dict[str, Any]) -> Outcome:
        initial = dict(row.initial)
        if "slug" in initial:
            initial["slug"] = self._free_slug(row.model, initial["slug"])
        added = columns.make(row.model, identity | initial, fields)
        if isinstance(added, Stated):
            added = self._stated(row, added)
        else:
            db.session.add(added)
            db.session.flush()
        self._table(row.model)[str(columns.key_of(added))] = added
        self.keys[row.section, row.key] = columns.key_of(added)
        self._remember(row, added, {name: columns.read(added, name) for name in fields})
        self.report.changes.append(Change(row.section, row.label, row.line, added=True))
        if not isinstance(added, Stated):
            self._journal("programme:add", added, {}, fields)
        return Outcome.ADDED

    def _update(
        self, row: Row, known: Base, fields: dict[str, Any], record: ImportedRow
    ) -> Outcome:
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        written = dict(record.written)
        for name, wanted in fields.items():
            held = columns.read(known, name)
            plain = columns.plain(name, wanted)
            if held == plain:
                written[name] = plain
            elif columns.is_same(held, written.get(name)) or (
                self.overwrite and plain not in columns.EMPTY
            ):
                before[name], after[name] = held, wanted
                written[name] = plain
            elif plain not in columns.EMPTY:
                # The file says one thing and the team another: worth telling.
                self.report.kept.append(Kept(row.section, row.label, name, row.line))
        if written != record.written:
            record.written = written
        if not after:
            return Outcome.UNCHANGED
        told = {name: (before[name], columns.plain(name, after[name])) for name in after}
        self.report.changes.append(Change(row.section, row.label, row.line, fields=told))
        if isinstance(known, Stated):
            self._table(row.model)[known.series] = self._superseded(row, known, after)
            return Outcome.CHANGED
        for name, wanted in after.items():
            columns.write(known, name, wanted)
        columns.touch(known, after)
        db.session.flush()
        self._journal("programme:change", known, before, after)
        return Outcome.CHANGED

    def _remember(self, row: Row, known: Base, written: dict[str, Any]) -> ImportedRow:
        record = ImportedRow(
            section=row.section,
            key=row.key,
            row_key=str(columns.key_of(known)),
            written=written,
        )
        db.session.add(record)
        return record

    def _journal(
        self, action: str, row: Base, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        told = {name: columns.plain(name, value) for name, value in after.items()}
        audit.record(self.actor, action, row, before=before, after=told)

    def _resolved(self, row: Row, values: dict[str, Any]) -> dict[str, Any]:
        return {name: self._resolve(row, value) for name, value in values.items()}

    def _resolve(self, row: Row, value: Any) -> Any:
        if isinstance(value, list):
            return [self._resolve(row, one) for one in value]
        if not isinstance(value, Ref):
            return value
        key = self.keys.get((value.section, value.key))
        if key is None:
            key = columns.known(value.section, value.key)
        if key is None:
            raise RowRefused(row.line, f"« {value.key} » n’existe pas parmi : {value.section}.")
        return key

    def _table(self, model: type[Base]) -> dict[str, Base]:
        """All rows of a table by primary key, read once: a programme is small."""
        if model not in self.stored:
            statement = select(model).order_by(*columns.primary_key(model))
            if model is Dispositif:
                statement = statement.options(selectinload(Dispositif.departments))
            if issubclass(model, Stated):
                statement = statement.where(in_force(model))
            rows = db.session.scalars(statement)
            self.stored[model] = {str(columns.key_of(row)): row for row in rows}
        return self.stored[model]

    def _twin(self, model: type[Base], identity: dict[str, Any]) -> Base | None:
        """A row that the team made before the file spoke of it, known by what identifies it."""
        if not identity:
            return None
        for row in self._table(model).values():
            if all(getattr(row, name) == value for name, value in identity.items()):
                return row
        return None

    def _free_slug(self, model: type[Base], slug: str) -> str:
        if model not in self.slugs:
            self.slugs[model] = {getattr(row, "slug") for row in self._table(model).values()}  # noqa: B009
        taken = self.slugs[model]
        free, number = slug, 2
        while free in taken:
            free, number = f"{slug}-{number}", number + 1
        taken.add(free)
        return free

    def _stated(self, row: Row, made: Any) -> Any:
        """Enter what a source states as everybody enters it. Raises `RowRefused`."""
        made.origin, made.entered_by_id = Origin.IMPORT, self.actor.account_id
        try:
            return series.begin(self.actor, "programme:add", made)
        except Invalid as refusal:
            raise RowRefused(row.line, refusal.message) from refusal

    def _superseded(self, row: Row, known: Any, after: dict[str, Any]) -> Any:
        act = "programme:change"
        try:
            return series.supersede(self.actor, act, known, origin=Origin.IMPORT, **after)
        except Invalid as refusal:
            raise RowRefused(row.line, refusal.message) from refusal
