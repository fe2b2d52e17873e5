"""What a mail claims is looked at closely: tags are signed, orders the sender's, names whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebar.rules import arriving, threading

KEY = "k" * 40


def tagged(address: str) -> str:
    return threading.tagged(address, number=1001, shop_id="shp_1", ticket_id="tkt_1", key=KEY)


def test_a_tag_is_found_again_however_it_is_capitalised() -> None:
    address = tagged("support@boutique.example")

    for written in (address, address.upper()):
        ((number, signature),) = threading.tags_in(("other@x.example", written))
        assert number == 1001
        assert threading.is_our_tag(signature, shop_id="shp_1", ticket_id="tkt_1", key=KEY)


@pytest.mark.parametrize(
    ("shop_id", "ticket_id", "key"),
    [("shp_2", "tkt_1", KEY), ("shp_1", "tkt_2", KEY), ("shp_1", "tkt_1", "x" * 40), ("", "", "")],
)
def test_a_tag_holds_for_one_ticket_of_one_shop_under_one_key(
    shop_id: str, ticket_id: str, key: str
) -> None:
    address = tagged("support@boutique.example")
    ((_, signature),) = threading.tags_in((address,))

    assert not threading.is_our_tag(signature, shop_id=shop_id, ticket_id=ticket_id, key=key)


@pytest.mark.parametrize("address", ["", "support", f"{'s' * 60}@boutique.example"])
def test_an_address_without_room_for_a_tag_stays_as_it_was(address: str) -> None:
    assert tagged(address) == address


@given(st.text(max_size=80))
def test_no_recipient_breaks_the_search_for_tags(text: str) -> None:
    for _, signature in threading.tags_in((text, f"a+t1.{text}@b")):
        assert len(signature) == threading.MAC_LETTERS


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("Commande QZVTRMALP", True),
        ("commande qzvtrmalp.", True),
        ("#QZVTRMALP?", True),
        ("XQZVTRMALP", False),
        ("QZVTRMALP-2", False),
        ("QZVTRMAL", False),
        ("", False),
    ],
)
def test_a_reference_is_named_as_a_word_of_its_own(text: str, *, is_named: bool) -> None:
    assert threading.names_reference(text, "QZVTRMALP") is is_named


def test_our_own_ticket_number_is_no_order() -> None:
    orders = [("7", "#1001")]

    assert threading.proven("Re: Colis [#1001]", orders) is None
    assert threading.proven("Ma commande 1001", orders) == ("7", "#1001")
    assert not threading.may_name_an_order("Re: Colis [#1001]")


def test_a_very_short_reference_proves_nothing() -> None:
    assert threading.proven("J’en veux 12", [("1", "12")]) is None


@pytest.mark.parametrize(
    ("subject", "plain"),
    [
        ("Re: RE : Fwd: Mon colis [#12]", "Mon colis"),
        ("AW: Paket", "Paket"),
        ("Réf : contrat", "contrat"),
        ("Retour de colis", "Retour de colis"),
        ("Re:", ""),
        ("", ""),
    ],
)
def test_a_subject_is_told_without_what_mail_programs_add(subject: str, plain: str) -> None:
    assert threading.plain_subject(subject) == plain


def test_ids_are_tried_from_the_likeliest_and_not_without_end() -> None:
    named = threading.named_ids("<c>", ("<a>", "<b>", "<c>"))
    assert named == ("<c>", "<b>", "<a>")
    many = tuple(f"<{number}>" for number in range(10_000))
    assert threading.named_ids("", many)[0] == "<9999>"
    assert len(threading.named_ids("", many)) == threading.MOST_NAMED


def test_own_addresses_are_known_with_and_without_a_tag() -> None:
    own = ("Support@Boutique.example", "")
    assert arriving.is_own("support+t12.abc@boutique.EXAMPLE", own)
    assert not arriving.is_own("support@other.example", own)
    assert not arriving.is_own("", own)


def test_limits_name_what_holds_a_mail_back() -> None:
    assert arriving.held(from_sender=19, from_all=299) == ""
    assert arriving.held(from_sender=20, from_all=0) == "held_sender"
    assert arriving.held(from_sender=0, from_all=300) == "held_shop"
