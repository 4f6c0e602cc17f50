"""How views end: a page, a form with its errors, a redirection, a file."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, url_for
from flask.json.provider import DefaultJSONProvider
from flask_wtf import FlaskForm


class JsonProvider(DefaultJSONProvider):
    """Flask's own, for which a text nested without end is no JSON."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def render(template: str, **context: Any) -> str:
    return render_template(template, **context)


def render_form(template: str, form: FlaskForm, **context: Any) -> Response:
    """The page of a form: 200 when it is fresh, 422 when what was sent has errors."""
    response = make_response(render_template(template, form=form, **context))
    if form.errors:
        response.status_code = 422
    return response


def see_other(endpoint: str, **values: Any) -> Response:
    """Redirect after a successful POST, so that reloading sends nothing again."""
    response: Response = make_response(redirect(url_for(endpoint, **values), code=303))
    return response


def download(content: bytes, filename: str, media_type: str) -> Response:
    """A generated file, saved rather than shown."""
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
