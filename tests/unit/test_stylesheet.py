"""The style sheet cut out of the DSFR package."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.stylesheet import SheetSpec, build

ICON = '<svg viewBox="0 0 24 24"><path d="M1 1h2v2H1z"/></svg>'


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "dist/icons/system").mkdir(parents=True)
    (tmp_path / "dist/icons/system/close.svg").write_text(ICON)
    (tmp_path / "dist/component").mkdir()
    return tmp_path


def cut(package: Path, css: str, **more: object) -> str:
    (package / "dist/component/x.css").write_text(css)
    spec: SheetSpec = {"target": "x.css", "sources": ["dist/component/x.css"]}
    spec.update(more)  # type: ignore[typeddict-item]  # the tests give what they need
    return build(package, spec)


def test_dark_rules_follow_the_system_and_never_reach_paper(package: Path) -> None:
    text = cut(package, ":root[data-fr-theme=dark] .a,.b{color:red}")
    assert ".b{color:red}" in text
    assert "@media screen{:root[data-fr-theme=dark] .a{color:red}}" in text
    assert (
        "@media screen and (prefers-color-scheme:dark){:root:not([data-fr-theme]) .a{color:red}}"
    ) in text


def test_icons_are_in_the_sheet_once(package: Path) -> None:
    url = "url(../icons/system/close.svg)"
    rule = f".a{{-webkit-mask-image:{url};mask-image:{url}}}"
    text = cut(package, rule, icons=["dist/icons/system/close.svg"])
    assert text.count("data:image/svg+xml") == 1
    assert text.count("var(--icon-close)") == 4
    assert "url(../" not in text


def test_typefaces_stay_out_unless_asked_for(package: Path) -> None:
    css = "@font-face{font-family:Marianne;src:url(../fonts/M.woff2)}body{font-family:Marianne}"
    assert "@font-face" not in cut(package, css)
    assert cut(package, css, replace={"Marianne": "var(--text-face)"}).endswith(
        "body{font-family:var(--text-face)}\n"
    )
    only = cut(package, css, keep_at_rules=["@font-face"])
    assert "url(fonts/M.woff2)" in only
    assert "body" not in only


def test_what_is_dropped_leaves_no_empty_rule(package: Path) -> None:
    css = '@media print{.a{color:red}}.a,.b{--x:1;content:"};,"}'
    text = cut(package, css, drop=[r"\.a"], drop_properties=["--x"])
    assert text.endswith('*/\n.b{content:"};,"}\n')


def test_a_missing_source_stops_the_cut(package: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        build(package, {"target": "x.css", "sources": ["dist/missing.css"]})
