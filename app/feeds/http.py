"""Calendars over HTTP: tags, conditions, compression, and headers that any cache understands."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from flask import Response, request
from werkzeug.datastructures import Headers
from werkzeug.http import http_date, parse_date, parse_etags

from app.ical import MEDIA_TYPE

PUBLIC_CACHE: Final = "public, max-age=900"
PRIVATE_CACHE: Final = "private, max-age=900"
# Below, the headers of compression weigh more than what it saves.
_WORTH_COMPRESSING: Final = 1024


@dataclass(frozen=True)
class Body:
    """The bytes of a calendar, with what says which bytes they are."""

    octets: bytes
    last_modified: datetime | None = None

    @cached_property
    def tag(self) -> str:
        """The entity tag of the plain bytes, quoted. Equal bytes, equal tags, in every process."""
        return f'"{hashlib.sha256(self.octets).hexdigest()[:32]}"'

    @cached_property
    def compressed_tag(self) -> str:
        return f'{self.tag[:-1]}-gz"'

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.octets, compresslevel=6, mtime=0)

    @cached_property
    def modified_header(self) -> str | None:
        return None if self.last_modified is None else http_date(self.last_modified)


def answer(
    body: Body, *, cache: str = PUBLIC_CACHE, filename: str | None = None, secret: bool = False
) -> Response:
    """200 with the calendar, or 304 when the client has it already.

    `filename` makes it a file to save (an event), not a feed to follow. `secret` keeps search
    engines away.
    """
    zipped = len(body.octets) >= _WORTH_COMPRESSING and _takes_gzip()
    tag = body.compressed_tag if zipped else body.tag
    headers = Headers([("ETag", tag), ("Cache-Control", cache), ("Vary", "Accept-Encoding")])
    if body.modified_header is not None:
        headers["Last-Modified"] = body.modified_header
    if secret:
        headers["X-Robots-Tag"] = "noindex"
    if _is_known(body):
        return Response(status=304, headers=headers)
    headers["Content-Type"] = MEDIA_TYPE
    if zipped:
        headers["Content-Encoding"] = "gzip"
    if filename is not None:
        headers.set("Content-Disposition", "attachment", filename=filename)
    return Response(body.compressed if zipped else body.octets, headers=headers)


def _takes_gzip() -> bool:
    asked = request.headers.get("Accept-Encoding", "")
    if "gzip" not in asked.lower():  # `*` asks for nothing in particular
        return False
    return request.accept_encodings["gzip"] > 0


def _is_known(body: Body) -> bool:
    """Whether the conditions of the request say that the client has these bytes."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:  # wins over the date, even when it does not match
        if tags in {body.tag, body.compressed_tag}:
            return True
        known = parse_etags(tags)
        # Both encodings bear the same calendar: a client that has one has the other.
        return any(known.contains_weak(tag.strip('"')) for tag in (body.tag, body.compressed_tag))
    since = request.headers.get("If-Modified-Since")
    if since is None or body.last_modified is None:
        return False
    moment = parse_date(since)
    return moment is not None and moment >= body.last_modified
