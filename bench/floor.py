"""The floor: what Flask and gunicorn cost before anything is done."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.get("/")
def line() -> str:
    return "ok\n"
