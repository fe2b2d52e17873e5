"""A text joined to another and taken out of it again, where it still stands at one of its ends."""

from __future__ import annotations


def parted(whole: str, joined: str) -> tuple[str, str]:
    """What stays and what goes back, of a text to which ``joined`` was added at its end.

    Whatever was written on since goes with the text that it goes on with. A text in which the
    joined one is not found any more stays whole: it was sent, or says something else by now.
    """
    if not joined or joined not in whole:
        return whole, ""
    if whole.startswith(joined):
        return "", whole
    before, _, after = whole.rpartition(joined)
    return before.removesuffix("\n\n"), joined + after
