"""What minutes say, apart from where it is stored: compared, frozen, hashed. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.minutes.enums import AttendeeKind, Audience, Counting, Presence

Data = dict[str, Any]


@dataclass(frozen=True)
class Item:
    """One item of the agenda and what was said of it."""

    title: str
    text: str = ""


@dataclass(frozen=True)
class ToDo:
    """An action as the minutes word it."""

    what: str
    owner: str | None = None
    owner_email: str | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Person:
    presence: Presence
    name: str
    organisation: str | None = None


@dataclass(frozen=True)
class Count:
    """So many people of a kind, from a department (None: from elsewhere, or unknown)."""

    kind: AttendeeKind
    department: str | None
    count: int


@dataclass(frozen=True)
class Content:
    """The text of minutes as its form sends it. Empty rows have been left out."""

    plain_summary: str | None
    body: str
    decisions: tuple[str, ...]
    audience: Audience
    # Documents to take away, by id; new ones come as uploads.
    removed: frozenset[int] = field(default_factory=frozenset)
    items: tuple[Item, ...] = ()
    actions: tuple[ToDo, ...] = ()
    counting: Counting = Counting.NAMED
    people: tuple[Person, ...] = ()
    counts: tuple[Count, ...] = ()
    # When the group meets again, in words.
    next_meeting: str = ""


def data_of(content: Content) -> Data:
    """As plain values, for revisions and circulated texts. Addresses of owners are left out."""
    return {
        "plain_summary": content.plain_summary or "",
        "body": content.body,
        "items": [{"title": item.title, "text": item.text} for item in content.items],
        "decisions": list(content.decisions),
        "actions": [
            {
                "what": action.what,
                "who": action.owner or "",
                "due": action.due_on.isoformat() if action.due_on else "",
            }
            for action in content.actions
        ],
        "counting": content.counting.value,
        "people": [
            {"presence": p.presence.value, "name": p.name, "organisation": p.organisation or ""}
            for p in content.people
        ],
        "counts": [
            {"kind": c.kind.value, "department": c.department or "", "count": c.count}
            for c in content.counts
        ],
        "next_meeting": content.next_meeting,
    }


def text_of(data: Mapping[str, Any]) -> str:
    """All of it as one text, to be compared with another version word by word."""
    parts: list[str] = []
    if data.get("plain_summary"):
        parts.append(f"Résumé facile à lire\n\n{data['plain_summary']}")
    if data.get("people"):
        lines = [person_line(p) for p in data["people"]]
        parts.append("Participation\n\n" + "\n".join(lines))
    if data.get("counts"):
        parts.append("Participation\n\n" + "\n".join(count_line(c) for c in data["counts"]))
    parts += [f"{item['title']}\n\n{item['text']}".strip() for item in data.get("items", ())]
    if data.get("body"):
        parts.append(data["body"])
    parts += [f"D{n}. {text}" for n, text in enumerate(data.get("decisions", ()), start=1)]
    parts += [action_line(n, a) for n, a in enumerate(data.get("actions", ()), start=1)]
    if data.get("next_meeting"):
        parts.append(f"Prochaine réunion : {data['next_meeting']}")
    return "\n\n".join(parts)


def person_line(person: Mapping[str, Any]) -> str:
    named = ", ".join(part for part in (person["name"], person.get("organisation")) if part)
    return f"{named} : {Presence(person['presence']).label.lower()}"


def count_line(count: Mapping[str, Any]) -> str:
    where = f" ({count['department']})" if count.get("department") else ""
    return f"{AttendeeKind(count['kind']).label}{where} : {count['count']}"


def action_line(number: int, action: Mapping[str, Any]) -> str:
    ends = [part for part in (action.get("who"), action.get("due")) if part]
    return f"A{number}. {action['what']}" + (f" ({', '.join(ends)})" if ends else "")


def content_hash(
    plain_summary: str | None,
    body: str,
    decisions: Sequence[tuple[int, str]],
    files: Sequence[str],
    more: Mapping[str, Any] | None = None,
) -> str:
    """SHA-256 of all that is approved: text, numbered decisions, and the hashes of the files.

    `more` (items, actions, people, counts, next meeting) enters where it says something: the
    hashes of older editions stay what they were.
    """
    said = {
        "plain_summary": plain_summary,
        "body": body,
        "decisions": [[number, text] for number, text in decisions],
        "files": list(files),
        **{name: value for name, value in (more or {}).items() if value},
    }
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
