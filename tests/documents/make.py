"""Make compte-rendu.odt and compte-rendu.docx anew, from compte-rendu.fodt, by LibreOffice.

    python tests/documents/make.py

The source is a flat OpenDocument text: minutes of an invented meeting, with headings, nested and
numbered lists, two tables (one with merged cells), a link, an image, a footnote, a comment and
tracked changes. Only who changes the source needs LibreOffice: the tests read what is committed.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    for kind in ("odt", "docx"):
        command = ["soffice", "--headless", "--convert-to", kind, "--outdir", str(HERE)]
        subprocess.run([*command, str(HERE / "compte-rendu.fodt")], check=True)


if __name__ == "__main__":
    main()
