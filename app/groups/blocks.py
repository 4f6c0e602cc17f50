"""What features above groups show on the pages of groups, handed over in wiring.

Groups know nothing of meetings, minutes or proposals: each gives a block (a template and its data)
for one group, and the agenda gives the next meeting of every group of the list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.groups.models import WorkingGroup
from app.kernel.access import Actor


@dataclass(frozen=True)
class Block:
    """A part of a group's page: `template` finds `data` as `block.data`."""

    template: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NextMeeting:
    """The next meeting of a group, for the list of groups."""

    slug: str
    title: str
    starts_at: datetime
    ends_at: datetime | None


BlockProvider = Callable[[Actor, WorkingGroup], Block | None]
MeetingsProvider = Callable[[Actor, Sequence[int]], Mapping[int, NextMeeting]]

_providers: list[tuple[int, BlockProvider]] = []
_meetings: list[MeetingsProvider] = []


def show_on_groups(provider: BlockProvider, *, rank: int) -> None:
    """Show this block on every group's page, in the order of ranks. None shows nothing."""
    if all(known is not provider for _, known in _providers):
        _providers.append((rank, provider))
        _providers.sort(key=lambda entry: entry[0])


def take_meetings_from(provider: MeetingsProvider) -> None:
    """Ask this feature for the next meeting of each group (ids → meeting), in one query."""
    _meetings[:] = [provider]


def blocks_of(actor: Actor, group: WorkingGroup) -> list[Block]:
    found = (provider(actor, group) for _, provider in _providers)
    return [block for block in found if block is not None]


def next_meetings(actor: Actor, group_ids: Sequence[int]) -> Mapping[int, NextMeeting]:
    return _meetings[0](actor, group_ids) if _meetings else {}
