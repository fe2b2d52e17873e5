"""The doors of reports: only who may move money reads what was moved."""

from __future__ import annotations

from tests.sidebar.web.door import Door

PATH = "/inbox/{shop}/reports"

REPORTS = tuple(
    Door(f"reports.{name}", "GET", f"{PATH}{ending}", is_write=True, right="refund")
    for name, ending in (
        ("show", ""),
        ("behind", "/operations"),
        ("as_csv", "/operations.csv"),
        ("as_sqlite", "/operations.sqlite3"),
    )
)
