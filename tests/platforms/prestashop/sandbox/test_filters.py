"""Lists hold what the shop's own database would find, in its order."""

from __future__ import annotations

import pytest

from tests.platforms.prestashop.sandbox.shop_stage import stage


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("filter[id]=3", [3]),
        ("filter[id]=[3]", [3]),
        ("filter[id]=[1|5|9]", [1, 5]),
        ("filter[id]=[2,4]", [2, 3, 4]),
        ("filter[id]=>[3]", [4, 5]),
        ("filter[id]=<[3]", [1, 2]),
        ("filter[id]=![3]", [1, 2, 4, 5]),
        ("filter[id]=![3|4]", [1, 2, 5]),
        ("filter[reference]=[XK]%25", [1]),
        ("filter[reference]=%25[NABJ]%25", [1]),
        ("filter[reference]=%25[ABJK]", [1]),
        ("filter[reference]=xkbknabjk", [1]),
        ("filter[reference]=%25[X%25N%25K]%25", [1]),
        ("filter[reference]=[XKBKNABJ_]%25", [1]),
        ("filter[id_customer]=2&filter[current_state]=1", [2, 4]),
        ("filter[date_add]=[2026-01-01,2027-01-01]&date=1&limit=2", [1, 2]),
        ("sort=[current_state_DESC,id_ASC]", [5, 3, 1, 2, 4]),
        ("sort=id_DESC&limit=2", [5, 4]),
        ("limit=3,1", [4]),
        ("limit=a", []),
    ],
)
def test_orders_are_chosen_as_written(asked: str, found: list[int]) -> None:
    assert stage("fixtures").ids(f"orders?{asked}") == found


def test_a_text_in_several_languages_is_found_in_any_of_them() -> None:
    shop = stage()

    assert shop.ids("products?filter[name]=%25[bedside]%25") == [4]
    assert shop.ids("products?filter[name]=%25[chevet]%25") == [4]


def test_accents_and_case_do_not_count() -> None:
    shop = stage()

    assert shop.ids("customers?filter[firstname]=[elodie]") == [4]
    assert shop.ids("customers?filter[email]=ALIX.MOREAU@courriel.example") == [2, 3]


def test_a_phone_is_found_by_its_digits_whatever_stands_between() -> None:
    found = stage().ids("addresses?filter[phone_mobile]=%25[12%2534%2556%2578]%25")

    assert found == [11]


def test_a_pattern_holds_no_regular_expression() -> None:
    assert stage("fixtures").ids("orders?filter[reference]=%25[X.*]%25") == []


def test_fields_come_in_the_resources_own_order() -> None:
    rows = stage("fixtures").rows("orders?filter[id]=1&display=[reference,id]")

    assert list(rows[0]) == ["id", "reference"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("orders?display=[nope]", 35),
        ("orders?display=nope", 36),
        ("orders?display=[order_rows[nope]]", 35),
        ("orders?filter[nope]=1", 32),
        ("orders?filter[id]=", 33),
        ("orders?filter[shipping_number]=1", 34),
        ("orders?filter[date_add]=>[2026-01-01]", 32),
        ("orders?sort=date_add_DESC", 38),
        ("orders?sort=id", 37),
        ("orders?limit=1,2,3", 39),
        ("orders?schema=nope", 28),
    ],
)
def test_a_bad_list_is_500_where_php_hides_its_errors_and_400_where_not(
    asked: str,
    code: int,
) -> None:
    assert stage("fixtures").code(asked) == (500, code)
    assert stage("fixtures", shows_php_errors=True).code(asked) == (400, code)


@pytest.mark.parametrize(
    ("language", "code"),
    [("9", 81), ("x", 79), ("[1|x]", 80), ("[1,2,3]", 78)],
)
def test_a_bad_language_is_refused(language: str, code: int) -> None:
    assert stage().code(f"products?language={language}") == (400, code)


def test_one_language_collapses_a_text_and_several_do_not() -> None:
    shop = stage()
    name = "order_states?filter[id]=4&display=[name]"

    assert shop.rows(f"{name}&language=2") == [{"name": "Expédié"}]
    assert shop.rows(f"{name}&language=[2]") == [{"name": "Expédié"}]
    assert [it["id"] for it in shop.rows(name)[0]["name"]] == [1, 2]
    assert [it["id"] for it in shop.rows(f"{name}&language=[1|2]")[0]["name"]] == ["1", "2"]


def test_the_selling_price_is_given_with_everything_only() -> None:
    shop = stage()
    asked = "price[mine][use_tax]=1&filter[id]=4"

    assert shop.rows(f"products?{asked}&display=full")[0]["mine"] == "89.000000"
    assert "mine" not in shop.rows(f"products?{asked}&display=[id]")[0]
