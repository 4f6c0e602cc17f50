"""Small numbers of people, which shown to everybody could point at somebody.

Not where they are shown, but which: one rule and one word for pages, files, papers and charts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

# Below this, a number is for those who answer for it.
SMALLEST_SHOWN: Final = 5
# Said of a small number and of the larger ones that would give it back, alike: "fewer than 5" would
# be false of the latter, and telling them apart would tell the former.
MASKED: Final = "non communiqué"
MASKING: Final = (
    f"Un nombre de moins de {SMALLEST_SHOWN} personnes n’est pas communiqué, ni ceux qui le "
    "feraient retrouver."
)


def masked(values: Sequence[int]) -> list[int | None]:
    """Numbers of people as everybody may see them: small ones left out.

    What is left out could be found again from the total if it were alone, or few together: the
    next smallest go with it. Zero says nothing of anybody and stays.
    """
    small = {n for n, value in enumerate(values) if 0 < value < SMALLEST_SHOWN}
    if small:
        others = [n for n, value in enumerate(values) if value > 0 and n not in small]
        for n in sorted(others, key=lambda n: values[n]):
            if len(small) > 1 and sum(values[one] for one in small) >= SMALLEST_SHOWN:
                break
            small.add(n)
    return [None if n in small else value for n, value in enumerate(values)]
