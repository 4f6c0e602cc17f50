"""Our style sheets, scripts and drawings: read once, compressed once, kept."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.security import safe_join

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# Fewer bytes than this go into one packet anyway.
_WORTH_COMPRESSING = 1000


def keep_in_memory(app: Flask) -> None:
    """Have the framework's `static` route answer texts from memory, compressed where it helps."""

    def static(filename: str) -> Response:
        content_type = _TYPES.get(Path(filename).suffix)
        path = Path(safe_join(str(app.static_folder), filename) or "")
        if content_type is None or not path.is_file():
            return app.send_static_file(filename)  # answers 404 where nothing may be read
        stat = path.stat()
        zipped = stat.st_size >= _WORTH_COMPRESSING and _takes_gzip()
        response = Response(_content(path, stat.st_mtime_ns, zipped), content_type=content_type)
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
        response.set_etag(f"{stat.st_mtime_ns:x}-{stat.st_size:x}{'-gzip' if zipped else ''}")
        response.cache_control.public = True
        response.cache_control.max_age = app.get_send_file_max_age(filename)
        response.make_conditional(request)
        return response

    app.view_functions["static"] = static


def _takes_gzip() -> bool:
    return request.accept_encodings.quality("gzip") > 0


@lru_cache(maxsize=64)
def _content(path: Path, _changed: int, zipped: bool) -> bytes:
    content = path.read_bytes()
    return gzip.compress(content, compresslevel=9, mtime=0) if zipped else content
