"""New words stand apart from what is repeated, in the ways of the mail programs people use."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platforms.mail import quoting, wording
from platforms.mail.quoting import split

NEW = "Bonjour,\n\nMon colis n’est pas arrivé.\n\nAlix"
OLD = "> Bonjour Alix,\n> Votre colis est parti.\n>\n> Camille"

HISTORIES = {
    "gmail_fr": f"Le lun. 3 mars 2025 à 10:12, Boutique <sav@b.example> a écrit :\n\n{OLD}",
    "gmail_wrapped": f"Le lun. 3 mars 2025 à 10:12, Boutique <\nsav@b.example> a écrit :\n{OLD}",
    "gmail_en": f"On Mon, 3 Mar 2025 at 10:12, Shop <sav@boutique.example> wrote:\n{OLD}",
    "gmail_en_wrapped": f"On Mon, 3 Mar 2025 at 10:12, Shop <sav@b.example>\nwrote:\n\n{OLD}",
    "apple_fr": f"> Le 3 mars 2025 à 10:12, Boutique <sav@b.example> a écrit :\n> \n{OLD}",
    "thunderbird": f"Le 03/03/2025 à 10:12, Boutique a écrit\u00a0:\n{OLD}",
    "unmarked": "Le 03/03/2025 à 10:12, Boutique a écrit :\nBonjour Alix,\nVotre colis est parti.",
    "german": f"Am 03.03.2025 um 10:12 schrieb Boutique:\n{OLD}",
    "spanish": f"El lun, 3 mar 2025 a las 10:12, Boutique (<sav@b.example>) escribió:\n\n{OLD}",
    "address_only": f"Boutique <sav@boutique.example> a écrit :\n{OLD}",
    "marked_alone": OLD,
    "original": "-----Original Message-----\nFrom: Boutique\nSent: Monday\n\nBonjour Alix",
    "d_origine": "-----Message d'origine-----\nDe : Boutique\nEnvoyé : lundi\n\nBonjour Alix",
    "outlook_fr": "________________________________\nDe : Boutique <sav@b.example>\n"
    "Envoyé : lundi 3 mars 2025 10:12\nÀ : Alix\nObjet : Votre colis\n\nBonjour Alix",
    "outlook_en": "From: Shop <sav@b.example>\nSent: Monday, March 3, 2025 10:12 AM\nTo: Alix\n"
    "Subject: Your parcel\n\nHello Alix",
    "outlook_bold": "*De :* Boutique\n*Envoyé :* lundi\n*À :* Alix\n\nBonjour Alix",
    "forwarded": "---------- Forwarded message ---------\nDe : Boutique\nDate: lundi\n\nBonjour",
    "transferred": "-------- Message transféré --------\nSujet : x\n\nBonjour",
    "signature": "-- \nAlix Noël\n06 00 00 00 00",
    "phone": "Envoyé de mon iPhone",
    "phone_en": "Sent from my iPhone",
    "phone_history": f"Envoyé de mon iPhone\n\nLe 3 mars 2025, B <b@c.d> a écrit :\n\n{OLD}",
}


@pytest.mark.parametrize("name", HISTORIES)
def test_an_answer_above_what_it_answers(name: str) -> None:
    new, quoted = split(f"{NEW}\n\n{HISTORIES[name]}\n")
    assert new == NEW
    assert quoted == HISTORIES[name].rstrip()


def test_an_answer_below_what_it_answers() -> None:
    above = f"Le 3 mars 2025 à 10:12, Boutique <sav@b.example> a écrit :\n{OLD}"
    assert split(f"{above}\n\n{NEW}") == (NEW, above)


def test_an_answer_point_by_point_stays_whole() -> None:
    text = "> Taille ?\nDu 38.\n\n> Couleur ?\nBleu.\n\n> Camille"
    new, quoted = split(f"Bonjour\n\n{text}")
    assert new == "Bonjour\n\n> Taille ?\nDu 38.\n\n> Couleur ?\nBleu."
    assert quoted == "> Camille"


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour",
        "Le livreur a écrit :\nabsent",
        "De : Paris\nÀ : Lyon",
        "On the box is written: fragile",
        "Voici :\n- un\n- deux\n-- trois",
        "1 > 2",
        "From: the beginning it was broken",
        OLD,
        f"---------- Forwarded message ---------\n{OLD}",
        "-- \nAlix",
        "Envoyé de mon iPhone",
    ],
)
def test_what_repeats_nothing_stays_whole(text: str) -> None:
    assert split(text) == (text, "")


def letters(text: str) -> list[str]:
    return sorted("".join(text.split()))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*HISTORIES.values(), OLD, NEW, "> x", "", "-- ", "Le x a écrit :", "De : x", "a:"]
        ),
        max_size=8,
    )
)
def test_no_letter_is_lost_between_the_two(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    new, quoted = split(text)
    assert letters(new + quoted) == letters(text)
    assert bool(new) == bool(text.strip())


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_no_letter_of_any_text_is_lost(text: str) -> None:
    new, quoted = split(text)
    assert letters(new + quoted) == letters(text)


def test_a_page_marks_its_quotations() -> None:
    page = (
        "<div>Toujours rien.</div><br><div>Le lun. 3 mars 2025 à 10:12, B &lt;b@c.d&gt; a écrit :"
        "<br></div><blockquote><p>Bonjour,</p><blockquote>Avant</blockquote></blockquote>"
    )
    new, quoted = split(wording.plain_of(page))
    assert new == "Toujours rien."
    assert "> Bonjour," in quoted
    assert "> > Avant" in quoted


def test_the_patterns_of_the_library_are_shown_short_lines_only() -> None:
    assert quoting.split(("Am " + "schrieb " * 2_000 + ":\n") * 20)[1] == ""
