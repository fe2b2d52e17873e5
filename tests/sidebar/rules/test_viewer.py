"""What an employee may do here is never more than what they may do in their shop."""

from __future__ import annotations

from typing import Any

import pytest

from platforms.launches import Launch
from sidebar.rules.viewer import Role, Viewer, language_of, role_given, role_named, role_of


def launch(**told: Any) -> Launch:
    known: dict[str, Any] = {
        "shop_id": "shp_1",
        "token_id": "jti",
        "expires_at": 0,
        "order_id": "1",
        "order_reference": "XKBKNABJK",
        "customer_id": "2",
        "currency": "EUR",
        "employee_id": "3",
        "employee_name": "Camille",
        "employee_email": "",
        "profile": "4",
        "is_superuser": False,
        "may_view_orders": True,
        "may_edit_orders": True,
        "language": "fr",
    }
    return Launch(**{**known, **told})


ROLES = {"4": "refund", "5": "approve", "6": "read", "7": "none"}


@pytest.mark.parametrize(
    ("told", "roles", "role"),
    [
        ({}, {}, Role.REPLY),
        ({"is_superuser": True}, {}, Role.MANAGE),
        ({}, ROLES, Role.REFUND),
        ({"profile": "5"}, ROLES, Role.APPROVE),
        ({"profile": "6"}, ROLES, Role.READ),
        ({"profile": "7"}, ROLES, Role.NONE),
        ({"profile": "9"}, ROLES, Role.REPLY),
        ({"profile": "9"}, {"*": "read"}, Role.READ),
        ({"profile": "4"}, {"*": "read", "4": "manage"}, Role.MANAGE),
        ({"is_superuser": True}, {"*": "read"}, Role.READ),
    ],
)
def test_a_profile_has_the_role_it_was_mapped_to(
    told: dict[str, Any], roles: dict[str, str], role: Role
) -> None:
    assert role_of(launch(**told), roles) is role


@pytest.mark.parametrize("word", ["read", "reply", "refund", "approve", "manage"])
def test_who_may_not_change_orders_in_the_shop_only_reads_here(word: str) -> None:
    assert role_of(launch(may_edit_orders=False), {"4": word}) is Role.READ


def test_a_mapping_to_none_holds_for_readers_too() -> None:
    assert role_of(launch(may_edit_orders=False), {"4": "none"}) is Role.NONE


@pytest.mark.parametrize("may_edit", [True, False])
def test_who_may_not_see_orders_in_the_shop_sees_nothing_here(*, may_edit: bool) -> None:
    nobody = launch(may_view_orders=False, may_edit_orders=may_edit)

    assert role_of(nobody, {"4": "manage", "*": "manage"}) is Role.NONE


def test_a_super_user_needs_no_single_right() -> None:
    chief = launch(may_view_orders=False, may_edit_orders=False, is_superuser=True)

    assert role_of(chief, {}) is Role.MANAGE


def test_each_role_may_do_what_the_ones_below_it_may() -> None:
    for role in Role:
        viewer = Viewer("agt", "shp", "Camille", role, "fr")
        assert [other for other in Role if viewer.may(other)] == list(Role)[: role + 1]


def test_an_unknown_role_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="emperor"):
        role_named("emperor")


@pytest.mark.parametrize(
    ("tag", "language"),
    [("fr", "fr"), ("FR-ca", "fr"), ("en", "en"), ("de", "en"), ("", "en"), ("\x00", "en")],
)
def test_french_for_french_and_english_for_all_else(tag: str, language: str) -> None:
    assert language_of(tag) == language


def test_a_shops_mapping_gives_a_role_without_a_launch_and_nothing_to_the_unknown() -> None:
    assert role_given(ROLES, "5", is_superuser=False) is Role.APPROVE
    assert role_given({}, "5", is_superuser=True) is Role.MANAGE
    assert role_given({}, "", is_superuser=False) is Role.REPLY
