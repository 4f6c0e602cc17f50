"""Who reads the journal."""

from __future__ import annotations

from app.kernel.access import Predicate, role

PERMISSIONS: dict[str, Predicate] = {"audit:read": role("admin")}
