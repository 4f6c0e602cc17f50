"""Headers of every answer, the host check, CSRF and rate limits."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from flask import Flask, Response, abort, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect

from app.config import Network, Settings
from app.web import counters


def caller() -> str:
    """The address that the limits count by.

    Behind a proxy that the settings name, the last address of `X-Forwarded-For` that is no such
    proxy: what stands before it may have been written by anyone. From elsewhere, the peer's own.
    """
    settings: Settings = current_app.extensions["synergies_settings"]
    address = get_remote_address()
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    while forwarded and _is_proxy(address, settings.trusted_proxies):
        before = forwarded.pop().strip()
        if _parsed(before) is None:
            break
        address = before
    return address


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address.partition("%")[0])
    except ValueError:
        return None


def _is_proxy(address: str, proxies: tuple[Network, ...]) -> bool:
    found = _parsed(address)
    return found is not None and any(found in one for one in proxies)


def network() -> str:
    """Who calls, as the limits count: one subscriber of IPv6 has a whole /64 of addresses."""
    found = caller()
    address = _parsed(found)
    if address is None:
        return found
    if address.version == 4:
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped or ip_network((address, 64), strict=False))


csrf = CSRFProtect()
# The limits are generous: hundreds of agents share one address. Where they are counted is said by
# `protect`; memory counts for one process.
limiter = Limiter(key_func=network, headers_enabled=False, in_memory_fallback_enabled=True)

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Where `g` says that the route was declared private.
_PRIVATE = "synergies_private"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


def protect(app: Flask, settings: Settings) -> None:
    """Switch on everything that guards a request before any view sees it."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-synergies" if settings.secure else "synergies",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_PATH="/",
        # A form left open over lunch is still accepted: the token lives as long as the session.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.secure,
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI=_counts_in(settings),
    )
    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request(lambda: _check_host(settings))
    app.before_request(_check_address)
    app.after_request(lambda response: _add_headers(response, settings))


def _counts_in(settings: Settings) -> str:
    """Where requests are counted: with the other machines, or for all processes of this one."""
    if not settings.rate_limits:
        return "memory://"
    if settings.rate_limit_url:
        return settings.rate_limit_url
    return f"{counters.SCHEME}://{settings.instance_path / 'limits.sqlite3'}"


def mark_private() -> None:
    """Say that this answer, even an error, belongs to one person or role (`web.routing`)."""
    setattr(g, _PRIVATE, True)


def is_private() -> bool:
    """Whether this answer may be stored nowhere."""
    return request.method == "POST" or g.get(_PRIVATE, False)


def _check_host(settings: Settings) -> None:
    """Refuse host names that are not ours: a page built for one could be cached for others."""
    name = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    configured = settings.host_name.rsplit(":", 1)[0]
    if name != configured and name not in LOOPBACK:
        abort(400, "Cette adresse n’est pas celle du service.")


def _check_address() -> None:
    """Nothing is called by a NUL, and PostgreSQL cannot even be asked for it."""
    if "\0" in request.path or b"%00" in request.query_string:
        abort(404)


def _add_headers(response: Response, settings: Settings) -> Response:
    there = {name.lower() for name, _ in response.headers}
    for name, value in HEADERS.items():
        if name.lower() not in there:
            response.headers.add(name, value)
    if settings.secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = _caching()
    if g.get(_PRIVATE, False):
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _caching() -> str:
    """What may keep a page: nothing, when it holds what was typed or what one person may see."""
    if is_private():
        return "no-store"
    # Whoever the view asked for; asking here would read the session, hence add `Vary: Cookie`.
    person = g.get("_login_user")
    return "private, no-cache" if person and person.is_authenticated else "no-cache"
