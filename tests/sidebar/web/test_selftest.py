"""The self-test says what is wrong to whoever may know it, and nothing of any shop to others."""

from __future__ import annotations

import re

from werkzeug.test import TestResponse

from platforms.contract import Check
from sidebar.actions.helping import entering
from sidebar.web import assets, session
from tests.cast import LOU, MAUD
from tests.helpdesk import CAMILLE, ORIGIN, claims, connect_helpdesk, signed
from tests.helpdesk import MAUD as MAUD_THERE
from tests.sidebar.goods import order
from tests.sidebar.stage import Panel, Stage, StillShop, panel_over

ADDRESS = f"/selftest?kind=zendesk&origin={ORIGIN}&app_guid=guid"
SHOWN = re.compile(r'data-outcome="([^"]*)" data-verdict="([a-z]+)">')


def get(panel: Panel, path: str, bearer: str = "") -> TestResponse:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    return panel.app.test_client().get(path, headers=headers)


def verdicts(answer: TestResponse) -> list[tuple[str, str]]:
    """Every outcome that is shown, with its verdict."""
    return SHOWN.findall(answer.text)


def ancestors(answer: TestResponse) -> str:
    return answer.headers["Content-Security-Policy"].partition("frame-ancestors ")[2]


def from_helpdesk(panel: Panel, person: str = CAMILLE, *, language: str = "en") -> str:
    """The bearer of someone who came in from the helpdesk."""
    desk = panel.stage.desk
    token = signed(claims(desk.clock.now(), person=person))
    arrival = entering.enter(desk, "zendesk", token, language=language)
    with panel.app.test_request_context():
        return session.issue(arrival.viewer)


def test_the_page_stands_in_the_account_that_is_connected_and_in_no_other(panel: Panel) -> None:
    helpdesk = connect_helpdesk(panel.stage.desk, panel.stage.shop.id)

    known = get(panel, ADDRESS)
    policy = known.headers["Content-Security-Policy"]

    assert known.status_code == 200
    assert ancestors(known) == ORIGIN
    assert "script-src 'self' https://static.zdassets.com/zendesk_app_framework_sdk/2.0/;" in policy
    told = get(panel, f"/selftest?kind=zendesk&origin=https://evil.example&of={helpdesk.id}")
    assert ancestors(told) == ORIGIN
    for origin in ("https://evil.example", "*", f"{ORIGIN}%20*", f"{ORIGIN};script-src%20*", ""):
        strange = get(panel, f"/selftest?kind=zendesk&origin={origin}&app_guid=x")
        assert ancestors(strange) == "'none'", origin
        assert "*" not in strange.headers["Content-Security-Policy"]


def test_a_stranger_reads_nothing_of_any_shop(panel: Panel) -> None:
    connect_helpdesk(panel.stage.desk, panel.stage.shop.id)
    shop = panel.stage.shop
    for path in (ADDRESS, "/selftest", f"/selftest?at={shop.id}", "/selftest/person"):
        answer = get(panel, path)
        assert answer.status_code == 200
        assert shop.name not in answer.text
        assert shop.base_url not in answer.text
    assert verdicts(get(panel, "/selftest/person")) == [("unknown", "skipped")] * 3


def test_a_bad_bearer_is_told_so_and_nothing_else(panel: Panel) -> None:
    for bearer in ("forged", "x" * 5000, "a.b.c"):
        answer = get(panel, "/selftest/person", bearer)

        assert ("session_ended", "wrong") in verdicts(answer)
        assert panel.stage.shop.name not in answer.text
        assert "Comptoir-Token" not in answer.headers


def test_the_shop_of_a_back_office_frames_the_page(panel: Panel) -> None:
    for said in (f"at={panel.stage.shop.id}", "origin=https://admin.example"):
        assert ancestors(get(panel, f"/selftest?{said}")) == "https://admin.example"
    page = get(panel, f"/selftest?at={panel.stage.shop.id}")
    assert verdicts(page).count(("unneeded", "unneeded")) == 2


def test_who_comes_from_a_helpdesk_has_each_of_its_shops_asked(
    panel: Panel, elsewhere: Stage
) -> None:
    connect_helpdesk(panel.stage.desk, panel.stage.shop.id, elsewhere.shop.id)
    bearer = from_helpdesk(panel)

    known = get(panel, "/selftest/person", bearer)
    asked = re.findall(r'data-ask="([^"]+)"', known.text)
    answers = [get(panel, path, bearer) for path in asked]

    assert verdicts(known)[:2] == [("fine", "fine"), ("fine", "fine")]
    assert len(asked) == 2
    assert [verdicts(answer)[:2] for answer in answers] == [[("fine", "fine")] * 2] * 2


def test_a_shop_that_the_helpdesk_does_not_show_is_not_asked(
    panel: Panel, elsewhere: Stage
) -> None:
    connect_helpdesk(panel.stage.desk, panel.stage.shop.id)
    bearer = from_helpdesk(panel)

    assert elsewhere.shop.id not in get(panel, "/selftest/person", bearer).text
    assert get(panel, f"/selftest/shops/{elsewhere.shop.id}", bearer).status_code == 404


def still(panel: Panel, *checks: Check) -> Panel:
    """The same panel over a shop whose findings are these."""
    shop = StillShop(order(), checks=checks)
    return panel_over(shop.at(panel.stage))


UNASKED = ("skipped", "skipped")
REACHED = (Check("reach", is_ok=True), Check("key", is_ok=True))


FAULTS: tuple[tuple[tuple[Check, ...], list[tuple[str, str]]], ...] = (
    (REACHED, [("fine", "fine"), ("fine", "fine")]),
    ((Check("reach", is_ok=False, detail="Unreachable: x"),), [("away", "wrong"), UNASKED]),
    (
        (Check("reach", is_ok=False, detail="InMaintenance: x"),),
        [("maintenance", "wrong"), UNASKED],
    ),
    ((Check("reach", is_ok=False, detail="Throttled: x"),), [("throttled", "watch"), UNASKED]),
    ((Check("key", is_ok=False, detail="Unauthorized: x"),), [("refused", "wrong"), UNASKED]),
    ((*REACHED, Check("read:orders", is_ok=False)), [("fine", "fine"), ("lacks", "wrong")]),
    (
        (*REACHED, Check("clock", is_ok=False, detail="+90 s")),
        [("fine", "fine"), ("fine", "fine"), ("clock", "watch")],
    ),
)


def test_each_fault_of_a_shop_has_its_own_verdict(panel: Panel) -> None:
    camille = panel.bearer(panel.stage.enter())
    for checks, expected in FAULTS:
        answer = get(still(panel, *checks), f"/selftest/shops/{panel.stage.shop.id}", camille)
        assert verdicts(answer) == expected, checks


def test_a_slow_shop_is_told_from_a_dead_one(panel: Panel) -> None:
    clock = panel.stage.clock
    shop = StillShop(order(), checks=REACHED, meanwhile=lambda: clock.advance(5000))
    at = panel_over(shop.at(panel.stage))

    answer = get(at, f"/selftest/shops/{at.stage.shop.id}", at.bearer(panel.stage.enter(LOU)))

    assert verdicts(answer)[0] == ("slow", "watch")


def test_details_are_for_who_manages_the_shop_and_never_part_of_the_report(panel: Panel) -> None:
    at = still(panel, *REACHED, Check("clock", is_ok=False, detail="+90 s, ask alix@x.example"))
    path = f"/selftest/shops/{at.stage.shop.id}"

    camille = get(at, path, at.bearer(at.stage.enter())).text
    maud = get(at, path, at.bearer(at.stage.enter(MAUD))).text

    assert "alix@x.example" not in camille
    # What is marked so is left out of the report by the page's script.
    assert "<code data-private>+90 s, ask alix@x.example</code>" in maud


def test_a_launch_of_another_minute_says_how_far_off_it_was(panel: Panel) -> None:
    connect_helpdesk(panel.stage.desk, panel.stage.shop.id)
    place = f"/helpdesks/zendesk/sidebar?origin={ORIGIN}&app_guid=guid"
    for seconds, said in ((95, "95 seconds in the future"), (-900, "900 seconds ago")):
        token = signed(claims(panel.stage.clock.now() + 1000 * seconds))

        refused = panel.app.test_client().post(place, data={"token": token})
        (link,) = re.findall(r'class="find-out" href="([^"]+)"', refused.text)
        page = get(panel, link.replace("&amp;", "&"))

        assert said in refused.text
        assert said in page.text
        assert ("expired", "wrong") in verdicts(page)
        assert ancestors(page) == ORIGIN
        assert "app_guid=guid" in link


def test_an_unsigned_page_leads_to_the_self_test_that_says_so(panel: Panel) -> None:
    refused = get(panel, "/helpdesks/zendesk/sidebar")
    (link,) = re.findall(r'class="find-out" href="([^"]+)"', refused.text)

    assert ("unsigned", "wrong") in verdicts(get(panel, link.replace("&amp;", "&")))


HOSTILE = (
    *("ahead=1e9", "ahead=--5", "ahead=%D9%A3", "ahead=" + "9" * 400),
    *("refused=%3Cb%3E", "kind=x", "kind=%3Cb%3E", "lang=%3Cb%3E", "at=%3Cb%3E"),
)


def test_nothing_that_is_said_in_the_address_breaks_the_page(panel: Panel) -> None:
    for said in HOSTILE:
        for address in (f"{said}&refused=launch_expired", f"refused=launch_expired&{said}"):
            answer = get(panel, f"/selftest?{address}")
            assert answer.status_code == 200, said
            assert "<b>" not in answer.text, said


def test_the_link_of_a_part_keeps_what_the_helpdesk_said_to_the_page(panel: Panel) -> None:
    opened = panel.stage.enter()
    headers = {
        "HX-Request": "true",
        "Authorization": f"Bearer {panel.bearer(opened)}",
        "HX-Current-URL": f"https://x/helpdesks/zendesk/sidebar?origin={ORIGIN}&app_guid=g&token=t",
    }
    answer = panel.app.test_client().get(f"/tickets/{opened.ticket.id}", headers=headers)
    (link,) = set(re.findall(r'class="find-out" href="([^"]+)"', answer.text))

    assert "kind=zendesk" in link
    assert "app_guid=g" in link
    assert "token" not in link
    assert "Bearer" not in link


def test_a_helpdesks_page_names_no_button_of_a_shop_even_to_a_bearer_that_cannot_be_read(
    panel: Panel,
) -> None:
    place = f"https://x/helpdesks/zendesk/sidebar?origin={ORIGIN}&app_guid=g"
    client = panel.app.test_client()
    for bearer in ("", "Bearer ", "Bearer a.b.c"):
        headers = {"HX-Request": "true", "Authorization": bearer}

        beside = client.post("/around", headers={**headers, "HX-Current-URL": place})
        own = client.post("/around", headers={**headers, "HX-Current-URL": "https://x/tickets/1"})

        assert "Reload the page of the ticket" in beside.text
        assert "purple button" not in beside.text
        assert "purple button" in own.text

    (asked,) = re.findall(r'data-person="([^"]+)"', get(panel, ADDRESS).text)
    known = get(panel, asked.replace("&amp;", "&"), "forged")
    assert "Reload the page of the ticket" in known.text
    assert "purple button" not in known.text
    assert "purple button" in get(panel, "/selftest/person?kind=prestashop", "forged").text


def test_each_script_that_a_page_loads_is_tried(panel: Panel) -> None:
    (own,) = re.findall(r'data-own="([^"]+)"', get(panel, ADDRESS).text)
    tried = own.split()

    written = {path.name for path in assets.FOLDER.rglob("*.js")}
    assert {address.rpartition("/")[2] for address in tried} == written
    assert tried[0].endswith("/session.js")
    assert {get(panel, address).mimetype for address in tried} == {"text/javascript"}


def test_the_pulse_tells_the_time_and_whether_the_store_answers(panel: Panel) -> None:
    told = get(panel, "/selftest/pulse").get_json()

    assert told == {"now": panel.stage.clock.now(), "ready": True}


def test_the_page_and_its_parts_are_in_one_language(panel: Panel) -> None:
    headers = {"Accept-Language": "fr", "Authorization": "Bearer x"}
    client = panel.app.test_client()

    assert 'lang="fr"' in client.get("/selftest", headers=headers).text
    assert 'lang="en"' in client.get("/selftest?lang=en", headers=headers).text
    assert "lang=fr" in client.get("/selftest?lang=de", headers=headers).text
    part = client.get("/selftest/person?lang=en", headers=headers)
    assert "Your session has ended." in part.text
    camille = panel.bearer(panel.stage.enter())
    known = get(panel, "/selftest/person?lang=en", camille)
    assert f"/selftest/shops/{panel.stage.shop.id}?lang=en" in known.text


def test_an_administrator_is_told_what_to_do_and_an_agent_whom_to_tell(panel: Panel) -> None:
    connect_helpdesk(panel.stage.desk, panel.stage.shop.id)
    at = still(panel, Check("reach", is_ok=False, detail="Unreachable: x"))
    path = f"/selftest/shops/{at.stage.shop.id}"

    agent = get(at, path, from_helpdesk(at))
    manager = get(at, path, from_helpdesk(at, MAUD_THERE))

    assert "Tell an administrator" in agent.text
    assert "Check that the shop is up" in manager.text
