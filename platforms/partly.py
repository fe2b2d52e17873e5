"""What was found although the key may not look everywhere: neither half of that is hidden."""

from __future__ import annotations

from platforms.contract import MissingPermission
from platforms.searches import FoundOrder


class FoundInPart(MissingPermission):
    """A search that could not be asked whole: ``gaps`` names what the key may not read."""

    def __init__(self, gaps: tuple[str, ...], found: tuple[FoundOrder, ...]) -> None:
        super().__init__(", ".join(gaps))
        self.gaps = gaps
        self.found = found
