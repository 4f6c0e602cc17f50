"""Cut one small style sheet out of the DSFR package.

The package's own `dsfr.min.css` weighs 728 kB, declares the State's typefaces, and shows the
dark colours only where a script asks for them. We keep the components we use and change three
things, mechanically and at installation, so that no third-party text is committed:

* icons are put in the sheet, once each, as custom properties: no request per icon;
* the face of the text is a variable, and `@font-face` rules go to the sheet that wants them;
* dark colours follow the reader's system without a script, and never reach paper.

Standard library only: this runs before anything is installed.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypedDict
from urllib.parse import quote

LICENCE = "/*! DSFR, Etalab-2.0, restricted use: see NOTICE. Cut by tools/stylesheet.py */\n"
DARK = "[data-fr-theme=dark]"
SYSTEM_IS_DARK = "@media screen and (prefers-color-scheme:dark)"

_NOTHING = re.compile(r"(?!)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ICON = re.compile(r"""url\(["']?(?P<path>(?:\.\./)+icons/[^)"']+\.svg)["']?\)""")
_FONT = re.compile(r"""url\(["']?(?:\.\./)*fonts/""")


class Cut(NamedTuple):
    """What to leave out: whole selectors, and declarations by the name of their property."""

    selectors: re.Pattern[str]
    properties: re.Pattern[str]


class SheetSpec(TypedDict, total=False):
    """What one sheet is made of; paths are inside the npm package."""

    target: str
    sources: list[str]
    drop: list[str]
    drop_properties: list[str]
    keep_at_rules: list[str]
    icons: list[str]
    replace: dict[str, str]


def build(package: Path, spec: SheetSpec) -> str:
    """Return the text of the sheet. Raises OSError when a source is missing from the package."""
    icons: dict[str, str] = {}
    cut = Cut(_any(spec.get("drop", [])), _any(spec.get("drop_properties", [])))
    only = spec.get("keep_at_rules", [])
    parts: list[str] = []
    for name in spec["sources"]:
        source = package / name
        text = _COMMENT.sub("", source.read_text("utf-8")).replace('@charset "UTF-8";', "")
        text = _FONT.sub("url(fonts/", _with_icon_names(text, source, icons))
        rules = _top_level(text) if only else _rules(text, cut)
        parts.append("".join(r for r in rules if not only or r.startswith(tuple(only))))
    for path in spec.get("icons", []):
        name = _remember(package / path, icons)
        parts.append(
            f".fr-icon-{name}:before,.fr-icon-{name}:after{{-webkit-mask-image:var(--icon-{name});"
            f"mask-image:var(--icon-{name})}}"
        )
    body = "".join(parts)
    for old, new in spec.get("replace", {}).items():
        body = body.replace(old, new)
    named = "".join(f"--icon-{name}:{value};" for name, value in sorted(icons.items()))
    return LICENCE + (f":root{{{named}}}" if named else "") + body + "\n"


def _with_icon_names(text: str, source: Path, icons: dict[str, str]) -> str:
    def named(match: re.Match[str]) -> str:
        return f"var(--icon-{_remember(source.parent / match['path'], icons)})"

    return _ICON.sub(named, text)


def _remember(path: Path, icons: dict[str, str]) -> str:
    drawing = path.resolve().read_text("utf-8").strip()
    icons[path.stem] = f'url("data:image/svg+xml,{quote(drawing, safe=" =:/;,()")}")'
    return path.stem


def _rules(text: str, cut: Cut) -> Iterator[str]:
    for rule in _top_level(text):
        head, _, rest = rule.partition("{")
        if head.startswith("@font-face"):
            continue
        if head.startswith(("@media", "@supports")):
            inner = "".join(_rules(rest[:-1], cut))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield rule
        else:
            yield from _plain(head, rest, cut)


def _plain(head: str, rest: str, cut: Cut) -> Iterator[str]:
    selectors = [s for s in _outer(head, ",") if not cut.selectors.fullmatch(s)]
    kept = ";".join(
        d for d in _outer(rest[:-1], ";") if not cut.properties.fullmatch(d.partition(":")[0])
    )
    if not kept:
        return
    light = [s for s in selectors if DARK not in s]
    dark = [s for s in selectors if DARK in s]
    if light:
        yield f"{','.join(light)}{{{kept}}}"
    if dark:
        chosen = ",".join(dark)
        system = ",".join(
            s.replace(":root" + DARK, DARK).replace(DARK, ":root:not([data-fr-theme])")
            for s in dark
        )
        yield f"@media screen{{{chosen}{{{kept}}}}}{SYSTEM_IS_DARK}{{{system}{{{kept}}}}}"


def _top_level(text: str) -> Iterator[str]:
    """Split minified CSS into its outermost rules, minding quoted strings and data addresses."""
    depth, start, quoted = 0, 0, ""
    for place, sign in enumerate(text):
        if quoted:
            quoted = "" if sign == quoted and text[place - 1] != "\\" else quoted
        elif sign in "\"'":
            quoted = sign
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield text[start : place + 1].strip()
                start = place + 1


def _outer(text: str, separator: str) -> list[str]:
    """Split at the separators that stand outside parentheses, brackets and quotes."""
    found, depth, start, quoted = [], 0, 0, ""
    for place, sign in enumerate(text):
        if quoted:
            quoted = "" if sign == quoted and text[place - 1] != "\\" else quoted
        elif sign in "\"'":
            quoted = sign
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == separator and depth == 0:
            found.append(text[start:place].strip())
            start = place + 1
    return [piece for piece in [*found, text[start:].strip()] if piece]


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns)) if patterns else _NOTHING
