"""The operations that we ship, one a file, read once: nothing is asked of a shop in other words."""

from __future__ import annotations

import functools
import re
from importlib import resources

_WITH = "# with "
_SPREAD = re.compile(r"\.\.\.([A-Z]\w*)")
_FRAGMENT = re.compile(r"^fragment (\w+) on .*?^}\n", re.MULTILINE | re.DOTALL)


@functools.cache
def text(name: str) -> str:
    """The operation kept in ``queries/<name>.graphql``. Raises FileNotFoundError for no such.

    One whose first line is "# with <other>" borrows from that other file the fragments it spreads.
    """
    written = (resources.files(__package__) / "queries" / f"{name}.graphql").read_text("utf-8")
    first, _, rest = written.partition("\n")
    if not first.startswith(_WITH):
        return written
    other = text(first.removeprefix(_WITH).strip())
    offered = {found[1]: found[0] for found in _FRAGMENT.finditer(other)}
    while lacking := [one for one in _spread(rest) if one in offered]:
        rest = f"{rest}\n{offered[lacking[0]]}"
    return rest


@functools.cache
def names() -> tuple[str, ...]:
    """Every operation shipped."""
    folder = resources.files(__package__) / "queries"
    found = (one.name for one in folder.iterdir())
    return tuple(sorted(name.removesuffix(".graphql") for name in found if "." in name))


def _spread(written: str) -> list[str]:
    """The fragments that are spread and not written there."""
    own = {found[1] for found in _FRAGMENT.finditer(written)}
    return [name for name in dict.fromkeys(_SPREAD.findall(written)) if name not in own]
