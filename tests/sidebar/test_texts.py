"""Short texts outside pages: plain, whole and in the reader's language."""

from __future__ import annotations

import pytest

from sidebar.actions.health import Finding
from sidebar.texts import demo_welcome, diagnosis, letter_page, subject_line, template_folder

NAMES = (
    "migrations",
    "shops",
    "sealed",
    "reach",
    "key",
    "read:orders",
    "clock",
    "timezone",
    "mail",
)


def test_a_subject_is_one_plain_line_with_reference_and_number() -> None:
    assert subject_line("fr", "XKBKNABJK", 1001) == "Votre commande XKBKNABJK [#1001]"
    assert subject_line("en", "XKBKNABJK", 1001) == "Your order XKBKNABJK [#1001]"
    assert subject_line("en", "A&B<C>%s", 7) == "Your order A&B<C>%s [#7]"
    assert subject_line("en", "X", 7, "RE: Re: Mon <colis> [#7]") == "Re: Mon <colis> [#7]"
    assert subject_line("en", "", 7) == "Your message [#7]"


def test_a_letter_is_a_page_of_paragraphs_and_links_and_nothing_else() -> None:
    page = letter_page("Bonjour <b>,\n\nVoir https://a.example/?x=1&y=2\n<script>", "fr")

    assert page.count("<p dir=") == 2
    assert 'href="https://a.example/?x=1&amp;y=2"' in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert '<html lang="fr">' in page


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_finding_comes_with_what_to_do(name: str, language: str) -> None:
    told = diagnosis(language, Finding("Boutique", name, is_ok=False, detail="<detail> 100 %"))
    other = diagnosis(language, Finding("Boutique", "unheard of", is_ok=False))

    first, _, advice = told.partition("\n")
    assert first == f"!!  Boutique · {name} (<detail> 100 %)"
    assert advice.strip().startswith("→ ")
    assert advice.strip() != other.partition("\n")[2].strip()


@pytest.mark.parametrize("name", ["key", "timezone", "mail"])
def test_a_command_that_is_advised_names_the_shop(name: str) -> None:
    told = diagnosis("en", Finding("Boutique", name, is_ok=False, shop_id="shp_7"))

    assert "comptoir shops set shp_7 --" in told


def test_what_is_well_needs_no_advice() -> None:
    assert (
        diagnosis("en", Finding("store", "shops", is_ok=True, detail="2"))
        == "ok  store · shops (2)"
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_demonstration_names_every_address(language: str) -> None:
    hosts = ("shop", "stores", "tickets")
    told = demo_welcome(
        language,
        lambda who: f"http://shop/{who}?a=1&b=2",
        lambda who: f"http://stores/{who}?a=1&b=2",
        lambda who: f"http://tickets/{who}?a=1&b=2",
        mails="http://mails",
        faults=tuple(f"http://{where}/faults" for where in hosts),
    )

    people = ("camille", "robin", "maud")
    pages = [f"http://{where}/{who}?a=1&b=2" for where in hosts for who in people]
    faults = [f"http://{where}/faults" for where in hosts]
    for address in (*pages, *faults, "http://mails"):
        assert address in told


def test_the_templates_are_found() -> None:
    assert (template_folder() / "layout.html").is_file()
