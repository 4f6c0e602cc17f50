"""Serving documents: always as files to save, never as pages."""

from __future__ import annotations

import io

from flask import Response, abort, send_file
from flask.typing import ResponseReturnValue

from app.documents import storage
from app.documents.models import Document
from app.documents.queries import visible_document
from app.kernel.access import Actor
from app.web.routing import Section, restricted
from app.web.security import is_private

documents = Section("documents", __name__)

# Should a browser show it all the same, nothing in it may run or reach out.
CONTENT_SECURITY_POLICY = "default-src 'none'; sandbox"


def _load(actor: Actor, document_id: int, name: str) -> Document | None:
    # The name is there for people; the number alone decides, so that a renamed link still works.
    return visible_document(actor, document_id)


@documents.page("/documents/<int:document_id>/<name>", access=restricted(_load))
def download(document: Document) -> ResponseReturnValue:
    return serve(document)


def content_of(document: Document) -> bytes:
    """The file of a document, whole; a 404 that says why when it is lost or damaged.

    At most 20 MB: a stream from a bucket has no length, and ranges need one.
    """
    try:
        return storage.read(document.sha256)
    except FileNotFoundError:
        abort(404, "Ce fichier n’est plus conservé.")
    except storage.Damaged:
        abort(404, "Ce fichier est abîmé. Dites-le à l’équipe, qui le remettra en place.")


def serve(document: Document) -> Response:
    """The file of a document that somebody was found to be allowed to read."""
    content = content_of(document)
    response: Response = send_file(
        io.BytesIO(content),
        mimetype=document.media_type,
        as_attachment=True,
        download_name=document.filename,
        etag=document.sha256,
        conditional=True,
    )
    # Who may read can change: browsers keep it but ask each time, and the tag answers in one line.
    # What a private link opens is kept nowhere.
    response.headers["Cache-Control"] = "no-store" if is_private() else "private, no-cache"
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response
