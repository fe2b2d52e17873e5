"""Shops are connected once, changed in part, and gone at once: secrets, launches and pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from platforms.launches import LaunchRefused
from sidebar.actions import opening, shops
from sidebar.actions.shops import NewShop
from sidebar.errors import Misconfigured, NotFound, Refused
from sidebar.store.shops import MailAddressing, Shop
from sidebar.vault import Vault, new_key
from tests.cast import KEY, VAULT_KEY, launch
from tests.sidebar.stage import Stage, together


def refusal_of(stage: Stage, secret: str) -> str:
    """Why a launch under this secret is refused; nothing when it is not."""
    try:
        opening.open_from_launch(stage.desk, "prestashop", launch(stage.desk, stage.shop, secret))
    except LaunchRefused as refused:
        return refused.reason
    return ""


def connect(stage: Stage, **told: Any) -> Shop:
    known: dict[str, Any] = {"kind": "prestashop", "base_url": "https://new.example", "key": KEY}
    shop, _ = shops.connect(stage.desk, NewShop(**{**known, **told}))
    return shop


def test_a_new_shop_is_named_after_its_address_and_framed_by_it(stage: Stage) -> None:
    shop = connect(stage, base_url="https://new.example:8443/boutique/")

    assert shop.base_url == "https://new.example:8443/boutique"
    assert shop.name == "new.example:8443"
    assert shop.admin_origins == ("https://new.example:8443",)
    assert shops.find(stage.desk, shop.id) == shop
    assert [known.id for known in shops.connected(stage.desk)] == [stage.shop.id, shop.id]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"base_url": "ftp://new.example"}, "bad_url"),
        ({"base_url": "new.example"}, "bad_url"),
        ({"base_url": "https://user:pw@new.example"}, "bad_url"),
        ({"base_url": "https://new.example/?a=1"}, "bad_url"),
        ({"base_url": "https://new.example/#a"}, "bad_url"),
        ({"base_url": "https://new.example:99999"}, "bad_url"),
        ({"base_url": "https://[new.example"}, "bad_url"),
        ({"base_url": "https://new.exam\nple"}, "bad_url"),
        ({"base_url": "https://new example"}, "bad_url"),
        ({"base_url": "https://@new.example"}, "bad_url"),
        ({"base_url": "https://:pw@new.example"}, "bad_url"),
        ({"admin_origins": ("https://a.example/admin",)}, "bad_origin"),
        ({"admin_origins": ("https://a.example/",)}, "bad_origin"),
        ({"admin_origins": ("https://*.example",)}, "bad_origin"),
        ({"admin_origins": ("https://a.example; script-src *",)}, "bad_origin"),
        ({"admin_origins": ("https://é.example",)}, "bad_origin"),
        ({"admin_origins": ("'self'",)}, "bad_origin"),
        ({"timezone": "Mars/Olympus"}, "bad_timezone"),
        ({"timezone": "../../etc/passwd"}, "bad_timezone"),
        ({"timezone": ""}, "bad_timezone"),
        ({"roles": {"4": "emperor"}}, "bad_role"),
        ({"name": "Bou\x1b[31mtique"}, "bad_name"),
        ({"name": "Bou\ntique"}, "bad_name"),
        ({"name": "Bou\u2028tique"}, "bad_name"),
        ({"mail": MailAddressing(sender="support")}, "bad_email"),
        ({"mail": MailAddressing(sender="SAV <sav@b.example>")}, "bad_email"),
        ({"mail": MailAddressing(sender="sav@b.example\r\nBcc: x@y.example")}, "bad_email"),
        ({"mail": MailAddressing(sender=" ")}, "bad_email"),
        ({"mail": MailAddressing(reply_to="a@b.example, c@d.example")}, "bad_email"),
        ({"mail": MailAddressing(sender_name="SAV\nBcc: x")}, "bad_name"),
        ({"mail": MailAddressing(host=" ")}, "bad_smtp_host"),
        ({"mail": MailAddressing(host="smtp.example:587")}, "bad_smtp_host"),
        ({"mail": MailAddressing(host="smtp://smtp.example")}, "bad_smtp_host"),
    ],
)
def test_what_makes_no_sense_of_a_shop_is_refused_by_name(
    stage: Stage, told: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        connect(stage, **told)

    assert refused.value.reason == reason
    assert stage.count("shops") == 1


def test_the_same_shop_is_connected_once_and_may_come_back(stage: Stage) -> None:
    with pytest.raises(Refused) as refused:
        connect(stage, base_url=f"{stage.shop.base_url}/")
    assert refused.value.reason == "already_connected"

    shops.remove(stage.desk, stage.shop.id)
    assert connect(stage, base_url=stage.shop.base_url).id != stage.shop.id


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("HTTP://New.Example", "http://new.example"),
        ("http://new.example:80/", "http://new.example"),
        ("http://new.example:443", "http://new.example:443"),
        ("https://new.example:0443/api/", "https://new.example"),
        ("https://new.example/Boutique/api", "https://new.example/Boutique"),
        ("https://new.example/rapi", "https://new.example/rapi"),
        ("https://[2001:DB8::1]:443", "https://[2001:db8::1]"),
        ("https://[2001:DB8::1]:8443//", "https://[2001:db8::1]:8443"),
    ],
)
def test_a_shop_is_the_same_however_its_address_is_written(
    stage: Stage, written: str, kept: str
) -> None:
    assert connect(stage, base_url=written).base_url == kept

    with pytest.raises(Refused) as refused:
        connect(stage, base_url=kept)
    assert refused.value.reason == "already_connected"


def test_origins_are_kept_as_browsers_write_them(stage: Stage) -> None:
    origins = ("HTTPS://Admin.Example:443", "https://admin.example", "http://admin.example:8443")
    kept = ("https://admin.example", "http://admin.example:8443")

    assert connect(stage, admin_origins=origins).admin_origins == kept
    changed = shops.change(stage.desk, stage.shop.id, admin_origins=origins)
    assert changed.admin_origins == kept


def test_a_name_may_hold_any_script_and_its_spaces(stage: Stage) -> None:
    name = "L\u2019\u00c9picerie\u00a0!"
    mail = MailAddressing(sender="sav@\u00e9picerie.example", sender_name=name, host="2001:db8::25")
    shop = connect(stage, name=name, mail=mail)

    assert (shop.name, shop.mail) == (name, mail)


def test_two_secrets_are_valid_at_once_and_a_third_ends_the_first(stage: Stage) -> None:
    first = stage.secret
    second = shops.rotate_secret(stage.desk, stage.shop.id, drops_old=False)
    assert [refusal_of(stage, secret) for secret in (first, second)] == ["", ""]

    third = shops.rotate_secret(stage.desk, stage.shop.id, drops_old=False)
    refusals = [refusal_of(stage, secret) for secret in (first, second, third)]
    assert refusals == ["bad_signature", "", ""]


def test_of_changes_at_the_same_moment_none_undoes_another(stage: Stage) -> None:
    desk, shop_id = stage.desk, stage.shop.id
    together(
        lambda: shops.change(desk, shop_id, name="Neuf"),
        lambda: shops.change(desk, shop_id, timezone="Europe/Lisbon"),
        lambda: shops.change(desk, shop_id, roles={"4": "refund"}),
        lambda: shops.change(desk, shop_id, key="n" * 32),
        *(lambda: shops.rotate_secret(desk, shop_id, drops_old=False) for _ in range(2)),
    )
    kept = shops.find(desk, shop_id)

    assert (kept.name, kept.timezone, kept.roles) == ("Neuf", "Europe/Lisbon", {"4": "refund"})
    assert desk.secrets(kept).key == "n" * 32
    assert stage.secret not in desk.secrets(kept).launch


def test_a_dropped_secret_ends_at_once(stage: Stage) -> None:
    fresh = shops.rotate_secret(stage.desk, stage.shop.id, drops_old=True)

    assert refusal_of(stage, stage.secret) == "bad_signature"
    assert refusal_of(stage, fresh) == ""
    assert len(fresh) >= 32


def test_a_removed_shop_launches_nothing_and_its_secrets_are_erased(stage: Stage) -> None:
    opened = stage.enter()
    shops.remove(stage.desk, stage.shop.id)

    assert refusal_of(stage, stage.secret) == "unknown_shop"
    (row,) = stage.rows("shops")
    assert row["sealed"] == ""
    assert [ticket["id"] for ticket in stage.rows("tickets")] == [opened.ticket.id]
    for act in (
        lambda: shops.remove(stage.desk, stage.shop.id),
        lambda: shops.find(stage.desk, stage.shop.id),
        lambda: shops.change(stage.desk, stage.shop.id, name="x"),
        lambda: shops.rotate_secret(stage.desk, stage.shop.id, drops_old=True),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_change_touches_only_what_is_given(stage: Stage) -> None:
    mail = MailAddressing(sender="sav@b.example", host="smtp.b.example", port=25)
    changed = shops.change(stage.desk, stage.shop.id, mail=mail, smtp_password="hunter2")

    assert changed == replace(stage.shop, mail=mail, sealed=changed.sealed)
    secrets = stage.desk.secrets(shops.find(stage.desk, stage.shop.id))
    assert (secrets.key, secrets.launch) == (KEY, (stage.secret,))
    assert secrets.smtp_password == "hunter2"

    shops.change(stage.desk, stage.shop.id, name="Autre nom", key="L" * 32)
    known = shops.find(stage.desk, stage.shop.id)
    assert (known.name, known.mail) == ("Autre nom", mail)
    assert stage.desk.secrets(known).key == "L" * 32
    assert stage.desk.secrets(known).smtp_password == "hunter2"


def test_a_refused_change_changes_nothing(stage: Stage) -> None:
    with pytest.raises(Refused):
        shops.change(stage.desk, stage.shop.id, name="x", timezone="Mars/Olympus")

    assert shops.find(stage.desk, stage.shop.id) == stage.shop


def test_secrets_are_sealed_at_rest(stage: Stage) -> None:
    shops.change(stage.desk, stage.shop.id, smtp_password="hunter2")

    (row,) = stage.rows("shops")
    for secret in (KEY, stage.secret, "hunter2"):
        assert secret not in str(dict(row))


def test_every_shop_is_sealed_anew_under_a_new_first_key(stage: Stage, elsewhere: Stage) -> None:
    fresh = new_key()
    both = replace(stage.desk, vault=Vault((fresh, VAULT_KEY)))

    assert shops.reseal_all(both) == 2

    only_fresh = replace(stage.desk, vault=Vault((fresh,)))
    for known in (stage, elsewhere):
        shop = shops.find(stage.desk, known.shop.id)
        assert only_fresh.secrets(shop).launch == (known.secret,)
        with pytest.raises(Misconfigured):
            stage.desk.secrets(shop)
