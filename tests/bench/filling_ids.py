"""The ids that a filled store's rows have, computed by the statements that write them."""

from __future__ import annotations

ID = "'{prefix}_01kbenchbench0' || substr(CAST(1000000000000 + {number} AS TEXT), 2)"

MESSAGES = 3
"""The most of one ticket, 2 on the average: a question, an answer, and a note on every third."""

SERIES = (
    "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL"
    " SELECT i + 1 FROM n WHERE i < :count) "
)


def id_of(prefix: str, number: str = "n.i") -> str:
    """The id of the row that is written as this number."""
    return ID.format(prefix=prefix, number=number)
