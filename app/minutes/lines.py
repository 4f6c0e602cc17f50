"""Decisions and actions out of a text: lists, paragraphs and tables of any heading. Pure.

No word is lost: what no column of ours holds goes with the words of the line.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from app.kernel.dates import MONTHS
from app.kernel.text import fold
from app.minutes.content import ToDo
from app.paper.markdown import Node, plain

_NUMBERED: Final = re.compile(r"^\s*[DA]\s?\d{1,3}\s*[.:)–-]\s*")
_RANK: Final = re.compile(r"(n°\s*)?[A-Za-z]{0,2}\s?\d{1,3}\s*[.)]?", re.IGNORECASE)
# How the titles of a table begin, without case, accents or what stands in brackets.
_COLUMNS: Final = {
    "rank": re.compile(r"(n|no|n°|num|numero|#|ref|reference|rang)\b.*"),
    "due": re.compile(
        r"(quand|pour quand|echeance|date|delai|pour le|calendrier|limite|terme)s?\b.*"
    ),
    "who": re.compile(
        r"(qui|responsable|pilote|porteur|porteuse|par qui|referent|referente|en charge|personne"
        r"|acteur|charge|chargee|attribue|assigne)s?\b.*"
    ),
    "what": re.compile(
        r"(quoi|action|tache|a faire|objet|intitule|description|libelle|mesure|travail|travaux"
        r"|demande|suite|decision|sujet|proposition|engagement)s?\b.*"
    ),
}
_OTHER_TITLES: Final = re.compile(
    r"(commentaire|observation|remarque|etat|statut|avancement|vote|resultat|moyen|priorite|suivi"
    r"|theme|thematique|domaine|point|note|precision|modalite|contact|territoire|axe)s?\b.*"
)
_NONE: Final = re.compile(
    r"(neant|ras|r\.a\.s|sans objet|rien( a signaler)?"
    r"|(pas d.|pas de |aucune )(nouvelle )?(decision|action)s?( .{0,60})?)[ .!]*"
)
_DAY: Final = re.compile(r"(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{4}|\d{2})")
_SPOKEN: Final = re.compile(r"(?:(\d{1,2})(?:er)? )?([a-z]{3,9})\.? (\d{4})")
_BEFORE: Final = re.compile(
    r"^((au plus tard|avant|pour|d.ici|jusqu.au|fin|courant|a la fin|mi|debut)[ -])*"
    r"(le |la |l.|en )?"
    r"((lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun\.?|mar\.?|mer\.?|jeu\.?|ven\.?"
    r"|sam\.?|dim\.?),? )?(le )?"
)
_EXACT: Final = re.compile(r"\d{1,2}(er)? ?([/.-]|[a-z]{3,})|\d{4}-\d\d-\d\d")
_COLON: Final = " :\u00a0\u202f"
# A longer line before a list is a text of its own.
_LEADING: Final = 120


def lines(nodes: Sequence[Node]) -> Iterator[str]:
    """One text per item of a list, row of a table or paragraph; none where there is nothing."""
    for text in _lines(nodes):
        if text and not _NONE.fullmatch(fold(text).replace("’", "'")):
            yield text


def _lines(nodes: Sequence[Node]) -> Iterator[str]:
    # What announces the lines that come: a heading, or "Le groupe décide :".
    over: list[str] = []
    used = True
    for number, node in enumerate(nodes):
        kind = node["t"]
        if kind == "h" or (kind == "p" and _announces(nodes, number)):
            if over and not used:
                yield " – ".join(over)
            over = [*over, plain(node["c"])] if kind == "p" and over else [plain(node["c"])]
            used = False
            continue
        for text in _of_node(node):
            used = True
            yield _under(over, text)
    if over and not used:
        yield " – ".join(over)


def _announces(nodes: Sequence[Node], number: int) -> bool:
    said = plain(nodes[number]["c"]).strip()
    follows = nodes[number + 1]["t"] if number + 1 < len(nodes) else ""
    return said.endswith(":") and len(said) <= _LEADING and follows in {"ul", "ol", "table"}


def _under(over: Sequence[str], text: str) -> str:
    """ "Logement : ouvrir dix places"."""
    said = " – ".join(one.strip().rstrip(_COLON) for one in over if one.strip())
    return f"{said} : {text}" if said else text


def _of_node(node: Node) -> Iterator[str]:
    kind = node["t"]
    if kind in {"ul", "ol"}:
        yield from (_NUMBERED.sub("", said) for said in map(_said, node["items"]) if said)
    elif kind == "table":
        yield from (_row_text(cells) for cells in rows_of(node))
    elif kind == "p":
        yield _NUMBERED.sub("", plain(node["c"])).strip()
    elif kind == "quote":
        yield from _lines(node["c"])
    elif kind == "pre":
        yield node["text"].strip()


def _said(item: Sequence[Node]) -> str:
    """An item with those below it, on one line each."""
    parts: list[str] = []
    for node in item:
        if node["t"] == "p":
            parts.append(plain(node["c"]))
        elif node["t"] in {"ul", "ol"}:
            parts += [_said(one) for one in node["items"]]
        else:
            parts += _of_node(node)
    return " ; ".join(part for part in parts if part)


class Cells:
    """A row of a table: its words by the column they stand in, the others with their title."""

    def __init__(self, titles: Sequence[str], cells: Sequence[str]) -> None:
        self.by_name: dict[str, str] = {}
        self.others: list[str] = []
        names = _names(titles)
        for number, cell in enumerate(cells):
            name = names.get(number)
            title = titles[number].strip(_COLON) if number < len(titles) else ""
            if not cell or (name == "rank" and _RANK.fullmatch(cell)):
                continue
            if name and name != "rank":
                self.by_name[name] = cell
            elif title:
                self.others.append(f"{title} : {cell}")
            elif not (number == 0 and len(cells) > 1 and _RANK.fullmatch(cell)):
                self.others.append(cell)

    def what(self) -> str:
        """The words of the line; those of the other columns after it."""
        said = self.by_name.get("what", "")
        others = " ; ".join(self.others)
        if not said:
            return others
        return f"{said} ({others})" if others else said


def rows_of(table: Node) -> Iterator[Cells]:
    """The rows that say something; the first is one of them where it bears no title."""
    head = [plain(cell).strip() for cell in table["head"]]
    body = [[plain(cell).strip() for cell in row] for row in table["rows"]]
    titled = _is_titled(head)
    for cells in body if titled else [head, *body]:
        if any(cells):
            yield Cells(head if titled else [""] * len(head), cells)


def _is_titled(head: Sequence[str]) -> bool:
    known = sum(bool(_kind(title)) for title in head)
    return known > 0 and 2 * known >= sum(bool(title) for title in head)


def _kind(title: str) -> str:
    """The column that a title announces; nothing for a sentence."""
    said = re.sub(r"\([^()]*\)", "", fold(title)).strip(" :?.")
    if len(said) > 40:
        return ""
    for name, pattern in _COLUMNS.items():
        if pattern.fullmatch(said):
            return name
    return "other" if _OTHER_TITLES.fullmatch(said) else ""


def _names(titles: Sequence[str]) -> Mapping[int, str]:
    """Number of a column → what it holds; where none holds the words, the first free one does."""
    found: dict[int, str] = {}
    for number, title in enumerate(titles):
        kind = _kind(title)
        if kind and kind != "other" and kind not in found.values():
            found[number] = kind
    if "what" not in found.values() and any(titles):
        free = [number for number in range(len(titles)) if number not in found]
        if free:
            found[free[0]] = "what"
    return found


def _row_text(cells: Cells) -> str:
    """A row as one line, for decisions: nobody and no day of their own."""
    ends = [cells.by_name[name] for name in ("who", "due") if name in cells.by_name]
    return " – ".join(filter(None, (cells.what(), *ends)))


def actions(nodes: Sequence[Node]) -> Iterator[ToDo]:
    """What is to be done, by whom and until when."""
    texts: list[Node] = []
    for node in nodes:
        if node["t"] == "table":
            yield from (ToDo(text) for text in lines(texts))
            texts = []
            yield from _rows(node)
        else:
            texts.append(node)
    yield from (ToDo(text) for text in lines(texts))


def _rows(table: Node) -> Iterator[ToDo]:
    for cells in rows_of(table):
        titled = bool(cells.by_name)
        who = cells.by_name.get("who", "")
        due = cells.by_name.get("due", "")
        if not titled:
            # Without titles, a cell that is a day is the day.
            due = next((one for one in cells.others if day_of(one)), "")
            cells.others = [one for one in cells.others if one != due]
            said = " – ".join(cells.others)
        else:
            said = cells.what()
        day = day_of(due)
        if due and (day is None or not is_exact(due)):
            # Words that are no exact date are kept where they can be read.
            said = f"{said} (échéance : {due})".strip()
        if said and not _NONE.fullmatch(fold(said)):
            yield ToDo(_NUMBERED.sub("", said), owner=who or None, due_on=day)
        elif who or due:
            yield ToDo(" – ".join(filter(None, (who, due))))


def is_exact(text: str) -> bool:
    """Whether these words name one day and nothing else."""
    said = fold(text.strip())
    vague = re.match(r"(fin|courant|mi|debut|a la fin|d.ici)\b", said)
    return not vague and bool(_EXACT.search(said))


def day_of(text: str) -> date | None:
    """15/01/2027, 15/01/27, 2027-01-15, "vendredi 15 janvier 2027", "avant le 1er mars 2027"; the
    last day of a month where no day is said. Nothing else is a date.
    """
    said = _BEFORE.sub("", " ".join(fold(text).replace("’", "'").split()).strip(" .,"))
    try:
        match = _DAY.fullmatch(said)
        if match is not None:
            year = int(match[3])
            return date(year + 2000 if year < 100 else year, int(match[2]), int(match[1]))
        match = _SPOKEN.fullmatch(said)
        if match is not None:
            year, month = int(match[3]), _month(match[2])
            return date(year, month, int(match[1] or monthrange(year, month)[1]))
        return date.fromisoformat(said)
    except ValueError:
        return None


def _month(word: str) -> int:
    """Of its name or of its beginning ("janv."). Raises ValueError."""
    found = [n for n, month in enumerate(MONTHS, start=1) if fold(month).startswith(word)]
    if len(found) != 1:
        raise ValueError(word)
    return found[0]
