"""Who answers requests of access and erasure."""

from __future__ import annotations

from app.kernel.access import Predicate, role

PERMISSIONS: dict[str, Predicate] = {"person:manage": role("admin")}
