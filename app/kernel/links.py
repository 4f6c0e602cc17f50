"""Addresses and the secrets that stand in them.

A token is derived from the secret key, so that a later mail can repeat a private link without the
database ever holding it: only its SHA-256 is stored, to find the row.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

# 132 bits in 22 characters: more than the 128 that calendar rule H13 asks.
TOKEN_LENGTH = 22

_secret_key = ""
_build: Callable[[str, dict[str, Any]], str] | None = None


def configure(secret_key: str, build: Callable[[str, dict[str, Any]], str]) -> None:
    """Set the key that tokens derive from and the function that builds absolute addresses."""
    global _secret_key, _build
    _secret_key, _build = secret_key, build


def url(endpoint: str, **values: Any) -> str:
    """The absolute address of a page, built from the configured base address alone.

    Mails and calendars use it: they are written where there is no request, and must not change with
    the host name by which somebody happened to reach the service.
    """
    if _build is None:
        raise RuntimeError("links.configure has not been called")
    return _build(endpoint, values)


def path(endpoint: str, **values: Any) -> str:
    """The same address without its host, for links between pages."""
    return urlsplit(url(endpoint, **values))._replace(scheme="", netloc="").geturl()


def derive_token(purpose: str, subject: str) -> str:
    """The token of `subject` for `purpose`: 22 URL-safe characters, always the same."""
    if not _secret_key:
        raise RuntimeError("links.configure has not been called")
    message = f"{purpose}\0{subject}".encode()
    digest = hmac.new(_secret_key.encode(), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")[:TOKEN_LENGTH]


def token_hash(token: str) -> str:
    """What the database keeps of a token (hex SHA-256; tokens are too long to be guessed)."""
    return hashlib.sha256(token.encode()).hexdigest()
