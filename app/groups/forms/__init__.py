"""Forms of groups."""

from app.groups.forms.group import AppointForm, EndMandateForm, GroupForm, StatusForm
from app.groups.forms.road_map import (
    AliasForm,
    DocumentForm,
    LetterForm,
    MemberListForm,
    MilestoneForm,
    NoteForm,
    OffshootForm,
    ResolveForm,
)

__all__ = [
    "AliasForm",
    "AppointForm",
    "DocumentForm",
    "EndMandateForm",
    "GroupForm",
    "LetterForm",
    "MemberListForm",
    "MilestoneForm",
    "NoteForm",
    "OffshootForm",
    "ResolveForm",
    "StatusForm",
]
