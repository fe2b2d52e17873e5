"""Managers keep the default replies, agents use those that fit, and nobody else sees them."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from sidebar.actions.opening import Opened
from sidebar.actions.shops import join_family
from sidebar.store import readings
from tests.cast import CAMILLE, LOU, MAUD, ROBIN
from tests.sidebar.stage import Panel, Stage, reason_of
from tests.sidebar.web.counter import words

TEXTS = {
    "text-fr": "Bonjour {{ customer.first_name }}, {{ order.total }} le {{ order.date }}",
    "text-en": "Hello {{ customer.first_name }}, {{ order.total }} on {{ order.date }}",
}
FORM = {"title": "Confirmation", "category": "Commandes", **TEXTS}


@pytest.fixture
def maud(panel: Panel) -> Opened:
    return panel.stage.enter(MAUD)


@pytest.fixture
def camille(panel: Panel) -> Opened:
    return panel.stage.enter(CAMILLE)


def keep(panel: Panel, who: Opened, reply_id: str = "", **form: str) -> TestResponse:
    """What the editor sends."""
    path = f"/inbox/{who.shop.id}/settings/replies" + (f"/{reply_id}" if reply_id else "")
    told = {**FORM, **form}
    return panel.ask("PUT" if reply_id else "POST", path, who, **told)


def only_reply(panel: Panel) -> str:
    (row,) = panel.stage.rows("default_replies")
    return str(row["id"])


def changes(panel: Panel) -> list[tuple[str, str, str]]:
    rows = panel.stage.rows("setting_events")
    told = [row for row in sorted(rows, key=lambda row: row["id"]) if row["section"] == "replies"]
    return [(row["subject"], row["old"], row["new"]) for row in told]


def offered(panel: Panel, who: Opened, query: str = "") -> str:
    answer = panel.on(who, path=f"/replies{query}")
    assert answer.status_code == 200
    return words(answer.text)


def test_a_reply_is_written_changed_and_every_change_is_told(panel: Panel, maud: Opened) -> None:
    assert keep(panel, maud).status_code == 200
    reply = only_reply(panel)
    answer = keep(panel, maud, reply, title="Reçue", **{"text-en": ""})

    assert "Reçue" in answer.text
    assert [row["language"] for row in panel.stage.rows("default_reply_texts")] == ["fr"]
    assert changes(panel) == [
        ("Confirmation", "", "Commandes · Confirmation"),
        ("Confirmation (fr)", "", TEXTS["text-fr"]),
        ("Confirmation (en)", "", TEXTS["text-en"]),
        ("Reçue", "Commandes · Confirmation", "Commandes · Reçue"),
        ("Reçue (en)", TEXTS["text-en"], ""),
    ]


def test_saving_what_is_there_already_tells_nothing(panel: Panel, maud: Opened) -> None:
    keep(panel, maud)
    before = changes(panel)
    keep(panel, maud, only_reply(panel))

    assert changes(panel) == before


def test_an_archived_reply_is_offered_no_more_until_it_is_again(
    panel: Panel, maud: Opened, camille: Opened
) -> None:
    keep(panel, maud)
    path = f"/inbox/{maud.shop.id}/settings/replies/{only_reply(panel)}/archive"
    panel.ask("PUT", path, maud, archived="yes")
    panel.ask("PUT", path, maud, archived="yes")

    assert "Confirmation" not in offered(panel, camille)
    assert (
        "Confirmation"
        in panel.ask("GET", f"/inbox/{maud.shop.id}/settings/replies?q=&archived=yes", maud).text
    )
    panel.ask("PUT", path, maud, archived="no")

    assert "Confirmation" in offered(panel, camille)
    assert changes(panel)[-2:] == [
        ("Confirmation", "Confirmation", ""),
        ("Confirmation", "", "Confirmation"),
    ]


FAULTY: tuple[tuple[dict[str, str], str], ...] = (
    ({"title": " "}, "title"),
    ({"title": "x" * 121}, "title"),
    ({"title": "a\u202eb"}, "title"),
    ({"category": "x" * 61}, "category"),
    ({"text-fr": " ", "text-en": "\n"}, "text-fr"),
    ({"text-fr": "x" * 20_001}, "text-fr"),
    ({"text-en": "Hello {{ customer.prenom }}"}, "text-en"),
    ({"text-zz": "?"}, "add_language"),
    ({"text-../x": "?"}, "add_language"),
)


def test_what_cannot_be_saved_is_said_beside_its_field_and_stays_typed(
    panel: Panel, maud: Opened
) -> None:
    for form, field in FAULTY:
        answer = keep(panel, maud, **form)

        assert (answer.status_code, reason_of(answer)) == (422, "reply_faulty")
        assert f'id="{field}-fault"' in answer.text
        assert f'aria-describedby="{field}-fault"' in answer.text
        assert "{{ order.date }}" in answer.text or "text-fr" in form
    named = keep(panel, maud, **{"text-fr": "{{ customer.prenom }}"}).text
    assert "<code>{{ customer.prenom }}</code>" in named
    assert panel.stage.count("default_replies") == 0


def test_a_language_is_added_by_its_code_with_all_that_was_typed(
    panel: Panel, maud: Opened
) -> None:
    page = keep(panel, maud, act="language", add_language="DE").text

    assert 'name="text-de"' in page
    assert "Confirmation" in page
    assert panel.stage.count("default_replies") == 0
    refused = keep(panel, maud, act="language", add_language="zz")
    assert (refused.status_code, 'id="add_language-fault"' in refused.text) == (422, True)


def test_the_preview_is_filled_from_a_ticket_of_the_shop(panel: Panel, maud: Opened) -> None:
    path = f"/inbox/{maud.shop.id}/settings/replies/preview"
    told = {"text-fr": "{{ customer.name }} {{ nothing }} {{ refund.amount }}", "text-xx": "y"}
    page = panel.ask("POST", path, maud, **told).text

    assert "Alix Moreau" in page
    assert "<code>{{ nothing }}</code>" in page
    assert "<code>{{ refund.amount }}</code>" in page
    with panel.stage.desk.database.writing() as store:
        store.run("DELETE FROM readings")
    assert "Alix Martin" in panel.ask("POST", path, maud, **told).text


LIMITS: tuple[tuple[dict[str, str], bool], ...] = (
    ({"channels": "back_office"}, True),
    ({"channels": "email"}, False),
    ({"types": "standard"}, True),
    ({"types": "review"}, False),
    ({"channels": "unheard_of", "shops": "shp_x"}, True),
)


def test_only_what_fits_the_ticket_is_offered(panel: Panel, maud: Opened, camille: Opened) -> None:
    for place, (limit, is_offered) in enumerate(LIMITS):
        title = f"Limitée {place}"
        keep(panel, maud, title=title, **limit)
        rows = panel.stage.rows("default_replies")
        row = next(row for row in rows if row["title"] == title)

        assert (title in offered(panel, camille)) is is_offered
        assert "unheard_of" not in row["channels"]
        assert (panel.on(camille, path=f"/replies/{row['id']}").status_code == 200) is is_offered


def test_a_search_and_a_category_leave_what_was_asked_for(
    panel: Panel, maud: Opened, camille: Opened
) -> None:
    keep(panel, maud)
    keep(panel, maud, title="Retard", category="Livraison")

    assert "Retard" not in offered(panel, camille, "?q=CONFIRM")
    assert "Confirmation" not in offered(panel, camille, "?q=&category=Livraison")
    assert "Retard" in offered(panel, camille, "?q=&category=Livraison")
    assert "Livraison" in offered(panel, camille)


def test_a_reply_is_filled_in_the_order_s_language_or_in_the_chosen_one(
    panel: Panel, maud: Opened, camille: Opened
) -> None:
    keep(panel, maud)
    path = f"/replies/{only_reply(panel)}"
    told, chosen = panel.on(camille, path=path), panel.on(camille, path=f"{path}?language=en")

    assert 'data-because="order"' in told.text
    assert "Bonjour Alix, 56,80 € le 18 janv. 2026" in words(told.text)
    assert 'data-because="agent"' in chosen.text
    assert "Hello Alix, €56.80 on 18 Jan 2026" in words(chosen.text)


def test_what_the_ticket_does_not_know_is_named_before_it_is_inserted(
    panel: Panel, maud: Opened, camille: Opened
) -> None:
    keep(panel, maud, **{"text-fr": "Remboursé : {{ refund.amount }}", "text-en": ""})
    page = panel.on(camille, path=f"/replies/{only_reply(panel)}").text

    assert 'data-insert="Remboursé : {{ refund.amount }}"' in page
    assert "<code>{{ refund.amount }}</code>" in page


def test_the_replies_used_are_kept_with_the_message_and_shown(
    panel: Panel, maud: Opened, camille: Opened
) -> None:
    keep(panel, maud)
    first = only_reply(panel)
    keep(panel, maud, title="Merci")
    second = max(row["id"] for row in panel.stage.rows("default_replies"))
    form = {"body": "Voilà", "kind": "agent", "ask_id": "a1", "seen_version": "999999"}
    ids = f"{first} rep_unknown {second} {first}"
    page = panel.on(camille, "POST", "/messages", **form, reply_ids=ids).text

    (row,) = panel.stage.rows("messages")
    assert (row["reply_id"], row["reply_title"]) == (second, "Confirmation + Merci")
    assert "Confirmation + Merci" in page


def test_the_draft_remembers_what_it_was_written_with(
    panel: Panel, maud: Opened, camille: Opened
) -> None:
    keep(panel, maud)
    reply = only_reply(panel)
    panel.on(camille, "PUT", "/draft", body="Bonjour", kind="agent", reply_ids=reply)

    assert f'name="reply_ids" value="{reply}"' in panel.on(camille).text
    form = {"body": "Bonjour", "kind": "agent", "ask_id": "a1", "seen_version": "999999"}
    panel.on(camille, "POST", "/messages", **form, reply_ids="\x00' OR 1=1")
    assert 'name="reply_ids" value=""' in panel.on(camille).text


def test_a_sister_shop_uses_a_reply_and_cannot_change_it(
    stage: Stage, elsewhere: Stage, panel: Panel, maud: Opened
) -> None:
    for one in (stage, elsewhere):
        join_family(one.desk, one.shop.id, "maison")
    keep(panel, maud, shops=stage.shop.id)
    keep(panel, maud, title="Partout")
    noor = elsewhere.enter(MAUD)
    shown = offered(panel, noor)
    listed = panel.ask("GET", f"/inbox/{noor.shop.id}/settings/replies", noor).text

    assert "Partout" in shown
    assert "Confirmation" not in shown
    assert "Partout" in listed
    for row in stage.rows("default_replies"):
        path = f"/inbox/{noor.shop.id}/settings/replies/{row['id']}"
        assert panel.ask("GET", path, noor).status_code == 404
        assert panel.ask("PUT", path, noor, **FORM).status_code == 404


def test_a_shop_outside_the_house_sees_nothing_of_it(
    elsewhere: Stage, panel: Panel, maud: Opened
) -> None:
    keep(panel, maud)
    noor = elsewhere.enter(MAUD)

    assert "Confirmation" not in offered(panel, noor)
    assert panel.on(noor, path=f"/replies/{only_reply(panel)}").status_code == 404
    path = f"/inbox/{maud.shop.id}/settings/replies"
    assert panel.ask("GET", path, noor).status_code == 404


def test_who_may_only_look_is_offered_no_replies(panel: Panel) -> None:
    lou = panel.stage.enter(LOU)

    assert reason_of(panel.on(lou, path="/replies")) == "reply"
    assert 'id="open-replies"' not in panel.on(lou).text


def test_colleagues_are_those_of_the_shop_without_oneself(
    panel: Panel, camille: Opened, elsewhere: Stage
) -> None:
    panel.stage.enter(ROBIN)
    elsewhere.enter(LOU)
    page = panel.on(camille, path="/colleagues").text

    assert "@Robin Baker" in page
    assert "@Camille Fournier" not in page
    assert "@Lou Perrin" not in page


def test_a_reply_of_an_order_that_was_never_read_is_filled_from_the_ticket(
    panel: Panel, maud: Opened, camille: Opened
) -> None:
    keep(panel, maud, **{"text-fr": "{{ order.reference }} {{ order.total }}"})
    with panel.stage.desk.database.writing() as store:
        store.run("DELETE FROM readings")
        assert readings.of_order(store, maud.shop.id, maud.ticket.order_id) == {}
    page = panel.on(camille, path=f"/replies/{only_reply(panel)}?language=fr").text

    assert "QZVTRMALP {{ order.total }}" in page
