"""Another channel's name and a forgotten file are noticed, and nothing that only looks like it."""

from __future__ import annotations

import pytest

from platforms.shapes import Wording
from sidebar.rules.choices import Choice
from sidebar.rules.guards import forgotten_file, other_channels

CHANNELS = (
    Choice("back_office"),
    Choice("email", aliases=("e-mail", "mail", "courriel")),
    Choice("portal"),
    Choice("amazon", Wording("Amazon"), ("AMZ", "Amazon France"), is_marketplace=True),
    Choice("leboncoin", Wording("Le Bon Coin"), is_marketplace=True),
    Choice("cdiscount", Wording("Cdiscount"), ("C-Discount",), is_marketplace=True),
    Choice("rakuten", Wording("Rakuten France", {"fr": "Rakuten France", "en": "Rakuten"})),
    Choice("gone", Wording("PriceMinister"), is_archived=True),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Achetez-le sur Amazon.", ("Amazon",)),
        ("Achetez-le sur AMAZON !", ("AMAZON",)),
        ("la commande d’amazon", ("amazon",)),
        ("Ämâzon", ("Ämâzon",)),
        ("voir www.amazon.fr/retours", ("amazon",)),
        ("Amazon's policy", ("Amazon",)),
        ("comme sur Amazon France", ("Amazon France",)),
        ("LeBonCoin ou Le-Bon-Coin", ("LeBonCoin", "Le-Bon-Coin")),
        ("le bon\ncoin", ("le bon\ncoin",)),
        ("C discount, CDISCOUNT", ("C discount", "CDISCOUNT")),
        ("Amazon et amazon et cdiscount", ("Amazon", "cdiscount")),
        ("your Rakuten order", ("Rakuten",)),
        ("AMZ", ("AMZ",)),
    ],
)
def test_another_channel_is_named_as_it_was_written(text: str, found: tuple[str, ...]) -> None:
    assert other_channels(text, CHANNELS, "back_office") == found


@pytest.mark.parametrize(
    "text",
    [
        "l'Amazonie et les amazones",
        "bamazon, amazons, amazon_prime",
        "Envoyez-nous un mail ou un e-mail, ou un courriel.",
        "depuis le portail ou le back-office",
        "PriceMinister n'existe plus",
        "discount de 10 %",
        "le coin bon",
        "",
    ],
)
def test_what_only_looks_like_a_channel_is_let_through(text: str) -> None:
    assert other_channels(text, CHANNELS, "back_office") == ()


@pytest.mark.parametrize(
    ("own", "text", "found"),
    [
        ("amazon", "Votre commande Amazon France", ()),
        ("amazon", "Amazon, pas Cdiscount", ("Cdiscount",)),
        ("cdiscount", "c-discount", ()),
        ("email", "par mail, comme toujours", ()),
    ],
)
def test_the_ticket_s_own_channel_may_be_named(own: str, text: str, found: tuple[str, ...]) -> None:
    assert other_channels(text, CHANNELS, own) == found


def test_a_name_of_the_own_channel_that_holds_another_s_is_passed_over_whole() -> None:
    channels = (Choice("amazon", Wording("Amazon")), Choice("business", Wording("Amazon Business")))

    assert other_channels("votre commande Amazon Business", channels, "business") == ()
    assert other_channels("Amazon Business, ou Amazon", channels, "business") == ("Amazon",)


def test_our_own_channels_are_named_only_as_the_shop_itself_called_them() -> None:
    given = Choice("email", Wording("Courriel"), aliases=("mail", "boîte de contact"))

    assert other_channels("par mail, par courriel", (given,), "portal") == ()
    assert other_channels("à la BOITE DE CONTACT", (given,), "portal") == ("BOITE DE CONTACT",)


def test_marks_in_a_name_are_no_pattern() -> None:
    odd = Choice("odd", Wording("C.(+)|.*"), aliases=("...",))

    assert other_channels("n'importe quoi", (odd,), "email") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vous trouverez la facture en pièce jointe.", "pièce jointe"),
        ("PIÈCES JOINTES : 2", "PIÈCES JOINTES"),
        ("piece jointe", "piece jointe"),
        ("Ci-joint votre bon de retour", "Ci-joint"),
        ("la facture ci\u2011jointe", "ci\u2011jointe"),
        ("les photos ci jointes", "ci jointes"),
        ("Vous trouverez en annexe le bon", "en annexe"),
        ("La facture est en PJ.", "en PJ"),
        ("PJ : facture", "PJ"),
        ("Je vous joins la facture", "Je vous joins"),
        ("le document joint", "document joint"),
        ("Please find attached the label.", "attached"),
        ("See the attachment", "attachment"),
        ("Attachments below", "Attachments"),
        ("It is attached to this e-mail", "attached to this"),
        ("I'm attaching the invoice", "I'm attaching"),
        ("The invoice is enclosed.", "enclosed"),
        ("Bonjour,\n> rien\nci-joint la facture", "ci-joint"),
    ],
)
def test_a_promised_file_is_noticed(text: str, found: str) -> None:
    assert forgotten_file(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Le joint de la porte est usé",
        "Vous pouvez nous joindre au 01 23 45 67 89",
        "We are very attached to quality",
        "The label is attached to the parcel",
        "unattached, detached",
        "une pièce de rechange, jointe par une vis",
        "> Je vous envoie la photo en pièce jointe",
        "Merci.\n  > ci-joint",
        "Merci.\n\nLe 3 mars 2026 à 10:12, Alix Moreau <a@b.example> a écrit :\nvoir ci-joint",
        "Thanks.\n\nOn Mon, 2 Mar 2026 at 10:12, Alix wrote:\nsee attached",
        "Merci.\n-----Message d’origine-----\nci-joint",
        "Thanks.\n--- Original Message ---\nattached",
        "Merci.\nDe : Alix\nEnvoyé : lundi\nObjet : x\nci-joint",
        "le PJ de la banque a dit",
        "",
    ],
)
def test_what_promises_no_file_or_was_said_before_is_let_through(text: str) -> None:
    assert forgotten_file(text) == ""


@pytest.mark.parametrize("letter", ["a ", "le ", "> ", "on\n", "ci-", "{{", "(", "-"])
def test_a_long_text_is_looked_through_at_once(letter: str) -> None:
    text = letter * (50_000 // len(letter))

    assert forgotten_file(text) == ""
    assert other_channels(text, CHANNELS, "email") == ()
