"""What minutes say, apart from where it is stored: compared, frozen, hashed. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.minutes.enums import Audience


@dataclass(frozen=True)
class Content:
    """The text of minutes as its form sends it. Empty decisions have been left out."""

    plain_summary: str | None
    body: str
    decisions: tuple[str, ...]
    audience: Audience
    # Documents to take away, by id; new ones come as uploads.
    removed: frozenset[int] = field(default_factory=frozenset)


def content_hash(
    plain_summary: str | None, body: str, decisions: Sequence[tuple[int, str]], files: Sequence[str]
) -> str:
    """SHA-256 of all that is published: text, numbered decisions, and the hashes of the files."""
    said = {
        "plain_summary": plain_summary,
        "body": body,
        "decisions": [[number, text] for number, text in decisions],
        "files": list(files),
    }
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
