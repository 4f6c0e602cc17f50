"""A reader that forgives nothing: what RFC 5545 says, and nothing else.

Every test reads through it, so that each rule about bytes (B01–B08, S04–S06) is checked each time.
"""

import re
import unicodedata
from dataclasses import dataclass, field

_LINE = re.compile(r"([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^\",;:]*))*):(.*)\Z", re.DOTALL)
_PARAMETER = re.compile(r";([A-Z0-9-]+)=(\"[^\"]*\"|[^\",;:]*)")
_ESCAPE = re.compile(r"\\([\\;,n])")
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "NAME", "X-WR-CALNAME", "UID"}


@dataclass
class Line:
    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        return _ESCAPE.sub(lambda match: "\n" if match[1] == "n" else match[1], self.value)

    @property
    def texts(self) -> list[str]:
        """The values of a list, split at the commas that are not escaped."""
        parts = re.split(r"(?<!\\)(?:\\\\)*,", self.value)
        return [Line(self.name, {}, part).text for part in parts]


@dataclass
class Component:
    name: str
    lines: list[Line] = field(default_factory=list)
    components: list["Component"] = field(default_factory=list)

    def __getitem__(self, name: str) -> Line:
        found = self.all(name)
        assert len(found) == 1, f"{len(found)} {name} in {self.name}"
        return found[0]

    def __contains__(self, name: str) -> bool:
        return bool(self.all(name))

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    @property
    def names(self) -> list[str]:
        return [line.name for line in self.lines]

    @property
    def events(self) -> list["Component"]:
        return [component for component in self.components if component.name == "VEVENT"]


def content_lines(octets: bytes) -> list[str]:
    """Unfolded lines of ``octets``, after checking all that can be said of bytes."""
    assert not octets.startswith(b"\xef\xbb\xbf"), "B01"
    assert octets.endswith(b"\r\n"), "B03"
    assert b"\n" not in octets.replace(b"\r\n", b""), "B02: a bare LF"
    assert b"\r" not in octets.replace(b"\r\n", b""), "B02: a bare CR"
    raw = octets[:-2].split(b"\r\n")
    for index, line in enumerate(raw):
        assert len(line) <= 75, "B04"
        assert line.strip(), "B08"
        text = line.decode("utf-8")  # B05: a cut sequence does not decode
        if index + 1 < len(raw) and raw[index + 1].startswith(b" "):
            tail = re.search(r"\\*\Z", text)
            assert tail is not None
            assert len(tail[0]) % 2 == 0, "B05: a cut escape"
    whole = octets.decode("utf-8")
    assert unicodedata.is_normalized("NFC", whole), "B06"
    for sign in whole.replace("\r\n", ""):
        assert unicodedata.category(sign) not in {"Cc", "Cs"}, f"B07: {sign!r}"
    return whole[:-2].replace("\r\n ", "").split("\r\n")


def read(octets: bytes) -> Component:
    """The one component of ``octets``."""
    root = Component("root")
    stack = [root]
    for content in content_lines(octets):
        match = _LINE.match(content)
        assert match, content
        name, value = match[1], match[3]
        if name == "BEGIN":
            component = Component(value)
            stack[-1].components.append(component)
            stack.append(component)
        elif name == "END":
            assert stack.pop().name == value
        else:
            parameters = {key: text.strip('"') for key, text in _PARAMETER.findall(match[2])}
            line = Line(name, parameters, value)
            _check_text(line)
            stack[-1].lines.append(line)
    assert stack == [root]
    assert len(root.components) == 1
    return root.components[0]


def _check_text(line: Line) -> None:
    if line.name not in TEXTS:
        return
    rest = _ESCAPE.sub("", line.value)
    assert "\\" not in rest, f"S04: {line}"
    assert ";" not in rest, f"S05: {line}"
    if line.name != "CATEGORIES":
        assert "," not in rest, f"S05: {line}"
