"""The doors of a shop's people, teams, lists and their history."""

from __future__ import annotations

from tests.sidebar.web.door import Door

SETTINGS = "/inbox/{shop}/settings"


def people_doors() -> tuple[Door, ...]:
    """Each needs a manager."""
    return tuple(
        Door(endpoint, method, f"{SETTINGS}{path}", form, is_write=True, right="manage")
        for endpoint, method, path, form in (
            ("staff.show", "GET", "/people", {}),
            ("staff.create_team", "POST", "/teams", {"name": "Retours"}),
            ("staff.rename_team", "PUT", "/teams/x", {"name": "Retours"}),
            ("staff.archive_team", "PUT", "/teams/x/archive", {"archived": "yes"}),
            ("staff.man_team", "PUT", "/teams/x/members", {"agent": "x", "member": "yes"}),
            ("staff.grant", "PUT", "/grants", {"agent": "x", "role": "reply"}),
            ("lists.show", "GET", "/lists", {}),
            ("lists.add", "POST", "/lists/channel", {"name_fr": "Fnac"}),
            ("lists.change", "PUT", "/lists/type/return", {"name_fr": "Retour"}),
            ("lists.archive", "PUT", "/lists/type/return/archive", {"archived": "yes"}),
            ("changes.show", "GET", "/changes", {}),
        )
    )
