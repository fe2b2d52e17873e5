"""The pages of lists: everything about a ticket on its row, hits marked, ways there and back."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from tests.cast import LOU, MAUD
from tests.sidebar.filed import Filed, filed_in
from tests.sidebar.stage import Panel, reason_of
from tests.sidebar.web.counter import words


@pytest.fixture
def filed(panel: Panel) -> Filed:
    return filed_in(panel.stage)


def inbox(panel: Panel, query: str = "", **told: str) -> str:
    opened = panel.stage.enter()
    return panel.ask("GET", f"/inbox/{panel.stage.shop.id}{query}", opened, **told).text


def test_a_row_tells_everything_about_its_ticket(panel: Panel, filed: Filed) -> None:
    team = filed.team("Logistique")
    told = {"tag": "fragile", "team": team, "assignee": filed.viewer.agent_id}
    filed.ticket(
        *("Théière cassée", "Elle est <b>fendue</b>"),
        name="Hélène Lefèvre",
        order_id="77",
        order_reference="QZV77",
        channel="email",
        type="return",
        **told,
    )
    row = words(inbox(panel, "?view=mine").partition('class="tickets"')[2])

    for said in ("Théière cassée", "&lt;b&gt;fendue", "Hélène Lefèvre", "Commande QZV77", "E-mail"):
        assert said in row
    for said in ("Logistique", "fragile", "Ouvert", filed.viewer.name):
        assert said in row


def test_a_hit_is_marked_and_nothing_of_it_is_markup(panel: Panel, filed: Filed) -> None:
    filed.ticket("a", "<script>alert(1)</script> la théière <i>bleue</i>")
    page = inbox(panel, "?part=found&view=all&q=theiere+ble")

    assert "<mark>théière</mark>" in page
    assert "<mark>bleue</mark>" in page
    assert "<script>alert" not in page
    assert 'id="views"' not in page


def test_the_address_keeps_what_is_shown_and_a_reload_asks_for_it(
    panel: Panel, filed: Filed
) -> None:
    filed.ticket("a", tag="à voir")
    page = inbox(panel, "?view=all&tag=" + quote("à voir"))
    (address,) = re.findall(r'data-address="([^"]+)"', page)
    shell = panel.app.test_client().get(address.replace("&amp;", "&")).text
    (loaded,) = re.findall(r'hx-get="([^"]+)" hx-trigger="load"', shell)
    again = panel.ask("GET", loaded.replace("&amp;", "&"), panel.stage.enter()).text

    assert re.findall(r'class="entry" id="(tkt_\w+)"', again) == re.findall(
        r'class="entry" id="(tkt_\w+)"', page
    )
    assert len(re.findall(r'name="ticket"', again)) == 1


def test_a_ticket_remembers_its_list_through_next_language_and_back(
    panel: Panel, filed: Filed
) -> None:
    first, second = filed.ticket("un", tag="lot"), filed.ticket("deux", tag="lot")
    opened = panel.stage.enter()
    page = inbox(panel, "?view=all&tag=lot")
    link = re.findall(rf'id="{second}" hx-get="([^"]+)"', page)[0].replace("&amp;", "&")
    shown = panel.ask("GET", link, opened).text
    kept = re.findall(r'id="list" name="list" value="([^"]+)"', shown)[0].replace("&amp;", "&")
    beside = f"/tickets/{second}/beside?to=next&list={quote(kept)}"
    after = panel.ask("GET", beside, opened).text
    spoken = panel.ask("PUT", f"/tickets/{second}/language", opened, language="en", list=kept).text
    back = panel.ask("GET", f"/inbox/{opened.shop.id}?list={quote(kept)}&rows=50", opened).text

    assert f"tickets/{first}" in after
    assert "tag=lot" in re.findall(r'id="list" name="list" value="([^"]+)"', after)[0]
    assert "tag=lot" in re.findall(r'id="list" name="list" value="([^"]+)"', spoken)[0]
    assert re.findall(r'class="entry" id="(tkt_\w+)"', back) == [second, first]
    at_end = panel.ask("GET", beside.replace("next", "previous"), opened)
    assert reason_of(at_end) == "first_of_list"


def test_closing_many_is_asked_for_once_and_tells_what_came_of_it(
    panel: Panel, filed: Filed
) -> None:
    chosen = [filed.ticket("a"), filed.ticket("b", status="closed")]
    opened = panel.stage.enter()
    address = f"/inbox/{opened.shop.id}/bulk"

    def press(**form: str | list[str]) -> str:
        client, bearer = panel.app.test_client(), panel.bearer(opened)
        headers = {"HX-Request": "true", "Authorization": f"Bearer {bearer}"}
        data = {"ticket": chosen, "list": "view=all", **form}
        return client.post(address, headers=headers, data=data).text

    asked = press(act="close")
    assert "autofocus" in asked
    assert [row["status"] for row in panel.stage.rows("tickets")].count("closed") == 1
    assert 'id="bulk-mine"' in press(act="keep")
    done = words(press(act="close", confirmed="yes"))
    assert [row["status"] for row in panel.stage.rows("tickets")].count("closed") == 2
    assert "1 " in done
    assert 'data-reason="nobody_chosen"' in press(act="give")
    assert 'data-reason="none_picked"' in press(act="tag", tag="x", ticket=[])
    assert 'data-reason="bad_tag"' in press(act="tag", tag=",")
    assert 'data-tag="' not in press(act="give", whom=f"agent:{opened.viewer.agent_id}")
    assert len(panel.stage.rows("ticket_agents")) == 2


def test_who_may_only_look_picks_nothing(panel: Panel, filed: Filed) -> None:
    filed.ticket("a")
    lou = panel.stage.enter(LOU)
    page = panel.ask("GET", f"/inbox/{lou.shop.id}", lou).text

    assert 'class="entry"' in page
    assert 'name="ticket"' not in page
    assert "bulk-bar" not in page


def test_a_saved_view_is_one_of_the_views_and_goes_again(panel: Panel, filed: Filed) -> None:
    filed.ticket("a", tag="lot")
    maud = panel.stage.enter(MAUD)
    address = f"/inbox/{maud.shop.id}/views"
    saved = panel.ask(
        "POST", address, maud, name="Lots", shared="yes", list="view=all&tag=lot"
    ).text
    (view,) = panel.stage.rows("saved_views")

    assert f'id="view-{view["id"]}"' in saved
    assert "Lots" in inbox(panel)
    renamed = panel.ask("PUT", f"{address}/{view['id']}", maud, name="Le lot").text
    assert "Le lot" in renamed
    assert panel.ask("DELETE", f"{address}/{view['id']}", maud).status_code == 200
    assert panel.stage.rows("saved_views") == []


@pytest.mark.parametrize(
    "query",
    [
        *("?q=" + "x" * 7000, "?q=%22+OR+%22", "?after=1-x", "?after=h-5&q=a"),
        *("?after=" + "9" * 99, "?rows=-1", "?list=%26%26%3D", "?shop=shp_other&view=all"),
        *("?tag=%27%3B--", "?team=none&assignee=none", "?saved=svw_x", "?q=%F0%9F%92%A9"),
    ],
)
def test_no_address_of_a_list_is_an_error(panel: Panel, filed: Filed, query: str) -> None:
    filed.ticket("a")
    opened = panel.stage.enter()
    assert panel.ask("GET", f"/inbox/{opened.shop.id}{query}", opened).status_code == 200
