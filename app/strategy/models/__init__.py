"""The strategy: what hangs on a framework, and what sources state of it, year by year."""

from __future__ import annotations

from app.strategy.models.conventions import Convention, ConventionAction, convention_document
from app.strategy.models.framework import (
    Axis,
    AxisCorrespondence,
    Dispositif,
    Framework,
    dispositif_department,
)
from app.strategy.models.glossary import GlossaryTerm
from app.strategy.models.statements import (
    AnnouncedTotal,
    Figure,
    FundingLine,
    FundingTotal,
    Stated,
    in_force,
)

__all__ = [
    "AnnouncedTotal",
    "Axis",
    "AxisCorrespondence",
    "Convention",
    "ConventionAction",
    "Dispositif",
    "Figure",
    "Framework",
    "FundingLine",
    "FundingTotal",
    "GlossaryTerm",
    "Stated",
    "convention_document",
    "dispositif_department",
    "in_force",
]
