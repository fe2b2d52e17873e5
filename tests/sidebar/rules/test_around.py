"""Of what a helpdesk's page says only what can be meant is used, and never more than a little."""

from __future__ import annotations

import pytest

from sidebar.rules.around import LONGEST_TEXT, MOST_ADDRESSES, MOST_TEXTS, AgentSaid, Said, said_of


def requester(**told: object) -> Said:
    return said_of({"ticket.requester": told})


def test_what_a_helpdesk_says_of_its_ticket_is_understood() -> None:
    told = said_of(
        {
            "ticket.id": 35,
            "ticket.subject": "  Ma\n commande ",
            "ticket.requester": {
                "name": "Alix Moreau",
                "email": "alix@courriel.example",
                "identities": [
                    {"type": "email", "value": "alix@example.com"},
                    {"type": "phone_number", "value": "+33612345678"},
                    {"type": "twitter", "value": "0612345678"},
                ],
            },
            "ticket.conversation": [
                {"message": {"content": "<p>Et #1002&nbsp;?</p>", "contentType": "text/html"}},
                {"message": {"content": "MESANGEAX"}},
            ],
            "ticket.via.channel": "native_messaging",
            "currentUser": {"name": "Camille", "email": "c@a.example", "locale": "fr-FR"},
        }
    )

    assert told == Said(
        ticket_id="35",
        subject="Ma commande",
        name="Alix Moreau",
        emails=("alix@courriel.example", "alix@example.com"),
        phones=("+33612345678",),
        texts=("Et #1002 ?", "MESANGEAX"),
        channel="native_messaging",
        agent=AgentSaid("Camille", "c@a.example", "fr"),
    )
    assert told.has_person


@pytest.mark.parametrize("noise", [None, 7, "x", [], [[]], {"a": {}}, True, 10**30, {"name": 3}])
def test_anything_else_says_nothing(noise: object) -> None:
    paths = ("ticket.requester", "ticket.conversation", "currentUser", "ticket.via.channel")
    told = said_of({path: noise for path in paths if path != "ticket.via.channel" or noise != "x"})

    assert told == Said()
    assert told.is_nothing
    assert not told.has_person


@pytest.mark.parametrize("number", ["0", "-1", "35a", "٣", "1" * 19, 10**18, True, None, 3.5])
def test_a_ticket_that_is_no_number_has_none(number: object) -> None:
    assert said_of({"ticket.id": number}).ticket_id == ""


@pytest.mark.parametrize("email", ["x", "a@b", "a b@c.example", "a@c.example\u0000", "a\n@c.fr"])
def test_what_is_no_address_is_not_looked_for(email: str) -> None:
    assert requester(email=email).emails == ()


@pytest.mark.parametrize("phone", ["12", "0612345678901234567", "call me", "٠٦١٢٣٤٥٦٧٨"])
def test_what_is_no_number_is_not_looked_for(phone: str) -> None:
    assert requester(phone=phone).phones == ()


def test_much_is_cut_to_a_little() -> None:
    listed = [{"type": "email", "value": f"a{number}@example.com"} for number in range(99)]
    entries = [{"message": {"content": f"{number} {'x' * 9000}"}} for number in range(99)]
    told = said_of(
        {
            "ticket.requester": {"name": "n" * 999, "identities": listed},
            "ticket.conversation": entries,
            "ticket.subject": "s" * 999,
            "currentUser": {"name": "c" * 999, "locale": "<x>"},
        }
    )

    assert len(told.emails) == MOST_ADDRESSES
    assert len(told.texts) == MOST_TEXTS
    assert told.texts[-1].startswith("98 ")
    assert {len(text) for text in told.texts} == {LONGEST_TEXT}
    assert (len(told.name), len(told.subject)) == (120, 200)
    assert told.agent == AgentSaid("c" * 80)


def test_a_name_that_cannot_be_printed_is_nobodys() -> None:
    told = said_of({"currentUser": {"name": "Cam\u202eille\u0000"}})

    assert told.agent is None
