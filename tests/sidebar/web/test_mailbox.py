"""A manager says where mail arrives, never sees its password again, and finds every mail in it."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from itsdangerous import URLSafeSerializer
from werkzeug.test import TestResponse

from sidebar.actions.opening import Opened
from sidebar.clock import DAY
from sidebar.store import mailboxes
from sidebar.store.mailboxes import FROM_NOW_ON, KeptMailbox
from tests.cast import CAMILLE, MAUD, SECRET_KEY
from tests.sidebar.goods import order
from tests.sidebar.letterbox import Letterbox, letterbox, written
from tests.sidebar.stage import Panel, Stage, StillShop, panel_over, reason_of

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
LOOK = """<p>Bonjour <b>à vous</b><script>parent.x()</script>
<img src="https://spy.example/a.png" width="20"><img src="cid:one"><a href="https://x.example/">x</a>
<img src="http://spy.example/clear.png"><form action="https://evil.example"><input></form></p>"""


@pytest.fixture
def panel(stage: Stage) -> Panel:
    """A shop that is asked for nothing."""
    return panel_over(StillShop(order("1001")).at(stage))


@pytest.fixture
def maud(panel: Panel) -> Opened:
    panel.stage.enter()
    return panel.stage.enter(MAUD)


def ask(
    panel: Panel, who: Opened, method: str = "GET", path: str = "", **form: str
) -> TestResponse:
    return panel.ask(method, f"/inbox/{who.shop.id}/settings/mailbox{path}", who, **form)


def wanted(**told: str) -> dict[str, str]:
    usual = {"host": "imap.example", "port": "993", "security": "tls", "user": "support@x.example"}
    return {**usual, "password": "très secret", "folder": "INBOX", "is_on": "yes", **told}


def kept(panel: Panel) -> KeptMailbox:
    with panel.stage.desk.database.reading() as store:
        box = mailboxes.find(store, panel.stage.shop.id)
    assert box is not None
    return box


def test_what_is_saved_is_sealed_and_never_shown(panel: Panel, maud: Opened) -> None:
    page = ask(panel, maud, "PUT", **wanted(takes_tags="yes"))

    assert page.status_code == 200
    assert "secret" not in page.text
    box = kept(panel)
    assert (box.host, box.port, box.user, box.takes_tags) == (
        "imap.example",
        993,
        "support@x.example",
        True,
    )
    assert box.uid_validity == FROM_NOW_ON
    assert "secret" not in box.sealed
    assert panel.stage.desk.vault.open(box.sealed) == {"password": "très secret"}
    (event,) = panel.stage.rows("setting_events")
    assert (event["section"], event["actor_name"]) == ("mailbox", "Maud Keller")
    assert "secret" not in event["new"]


def test_an_empty_password_keeps_the_known_one_but_takes_it_to_no_other_server(
    panel: Panel, maud: Opened
) -> None:
    ask(panel, maud, "PUT", **wanted())
    ask(panel, maud, "PUT", **wanted(password="", folder="Clients"))
    assert panel.stage.desk.vault.open(kept(panel).sealed) == {"password": "très secret"}

    ask(panel, maud, "PUT", **wanted(password="", host="evil.example"))
    assert kept(panel).sealed == ""


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"host": "imap.example:993"}, "bad_mail_host"),
        ({"host": ""}, "bad_mail_host"),
        ({"host": "a b\nLOGIN"}, "bad_mail_host"),
        ({"port": "70000"}, "bad_mail_security"),
        ({"security": "ssl"}, "bad_mail_security"),
        ({"user": ""}, "bad_mail_user"),
        ({"password": "a\r\nb"}, "bad_mail_user"),
        ({"folder": " "}, "bad_mail_folder"),
    ],
)
def test_what_cannot_be_is_not_saved_and_stays_typed(
    panel: Panel, maud: Opened, told: dict[str, str], reason: str
) -> None:
    page = ask(panel, maud, "PUT", **wanted(user="kept@x.example") | told)

    assert (page.status_code, reason_of(page)) == (422, reason)
    assert panel.stage.count("mailboxes") == 0
    if "user" not in told:
        assert "kept@x.example" in page.text


def test_a_page_never_reads_a_folder_of_the_machine(panel: Panel, maud: Opened) -> None:
    ask(panel, maud, "PUT", **wanted(kind="folder", folder="/etc"))
    assert kept(panel).kind == "imap"


def test_trying_says_what_is_in_the_way(panel: Panel, maud: Opened, tmp_path: Path) -> None:
    box = letterbox(panel.stage, tmp_path / "mails")
    box.put(written())
    assert "data-tried" in ask(panel, maud, "POST", "/tries").text
    box.folder.rename(tmp_path / "away")
    page = ask(panel, maud, "POST", "/tries")

    assert reason_of(page) == "mailbox_no_such_folder"
    box.look()
    assert 'data-fault="no_such_folder"' in ask(panel, maud).text


def test_ignored_mails_are_listed_downloaded_and_made_tickets(
    panel: Panel, maud: Opened, tmp_path: Path
) -> None:
    box = letterbox(panel.stage, tmp_path / "mails")
    raw = written("Promo <b>", subject="<script>Promo", Precedence="bulk", List_Id="<x.example>")
    row = box.arrive(raw)
    page = ask(panel, maud).text
    assert 'data-mail-reason="list"' in page
    assert "&lt;script&gt;Promo" in page
    file = ask(panel, maud, path=f"/mails/{row['id']}")
    assert file.data == raw
    assert file.headers["Content-Disposition"].startswith("attachment")

    ask(panel, maud, "POST", f"/mails/{row['id']}/ticket")
    again = ask(panel, maud, "POST", f"/mails/{row['id']}/ticket")
    assert again.status_code == 404
    (mail,) = panel.stage.rows("mails")
    assert mail["state"] == "kept"
    assert panel.stage.count("messages") == 1
    assert box.ticket(mail["ticket_id"]).subject == "<script>Promo"


def test_only_a_manager_of_this_shop_enters(panel: Panel, elsewhere: Stage, maud: Opened) -> None:
    camille = panel.stage.enter(CAMILLE)
    assert ask(panel, camille).status_code == 403
    noor = elsewhere.enter(MAUD)
    assert panel.ask("GET", f"/inbox/{maud.shop.id}/settings/mailbox", noor).status_code == 404


def shown(panel: Panel, box: Letterbox, **told: Any) -> tuple[str, Opened]:
    """The history of a ticket that this mail is on, and who looks."""
    opened = panel.stage.enter()
    panel.stage.say(opened, "Bonjour")
    (ours,) = [m for m in panel.stage.rows("messages") if m["kind"] == "agent"]
    box.receive(In_Reply_To=ours["mail_id"], **told)
    return panel.on(opened).text, opened


def test_a_mails_own_look_runs_nothing_and_asks_nobody(panel: Panel, tmp_path: Path) -> None:
    box = letterbox(panel.stage, tmp_path / "mails")
    page, _ = shown(panel, box, text="Bonjour", html=LOOK)
    frame = re.search(r'<iframe[^>]*src="(/mails/[^"]+)"[^>]*sandbox="([^"]*)"', page)
    assert frame is not None
    assert "allow-scripts" not in frame[2]
    assert "allow-same-origin" not in frame[2]

    look = panel.app.test_client().get(frame[1])
    policy = look.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert "sandbox allow-popups allow-popups-to-escape-sandbox;" in policy
    assert policy.endswith("frame-ancestors 'self' https://admin.example")
    for word in ("script", "parent.x", "<form", "<input", 'src="http'):
        assert word not in look.text, word
    more = re.search(r'href="(/mails/[^"]+)" target="_self"', look.text)
    assert more is not None

    asked = panel.app.test_client().get(more[1])
    assert "img-src data: https:;" in asked.headers["Content-Security-Policy"]
    assert 'src="https://spy.example/a.png"' in asked.text
    assert 'src="http://' not in asked.text


def test_pictures_that_came_along_are_in_the_page_itself(panel: Panel, tmp_path: Path) -> None:
    box = letterbox(panel.stage, tmp_path / "mails")
    opened = panel.stage.enter()
    panel.stage.say(opened, "Bonjour")
    (ours,) = panel.stage.rows("messages")
    head = f"From: a@b.example\nIn-Reply-To: {ours['mail_id']}\nMessage-ID: <p@b.example>\n"
    raw = (
        head.encode()
        + b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="r"\n\n--r\n'
        + b'Content-Type: text/html\n\n<p>Voici <img src="cid:one@x"></p>\n--r\n'
        + b"Content-Type: image/png\nContent-ID: <one@x>\nContent-Transfer-Encoding: base64\n\n"
        + base64.b64encode(PIXEL)
        + b"\n--r--\n"
    )
    box.arrive(raw)
    address = re.search(r'src="(/mails/[^"]+)"', panel.on(opened).text)
    assert address is not None

    assert 'src="data:image/png;base64,' in panel.app.test_client().get(address[1]).text


def test_a_forged_foreign_or_old_address_shows_nothing(
    panel: Panel, elsewhere: Stage, tmp_path: Path
) -> None:
    box = letterbox(panel.stage, tmp_path / "mails")
    page, opened = shown(panel, box, text="Bonjour", html=LOOK)
    address = re.search(r'src="/mails/([^"]+)"', page)
    assert address is not None
    client = panel.app.test_client()
    told = URLSafeSerializer(SECRET_KEY, salt="mail-look").loads(address[1])
    forged = URLSafeSerializer("f" * 40, salt="mail-look").dumps(told)
    foreign = [elsewhere.shop.id, *told[1:]]
    noors = URLSafeSerializer(SECRET_KEY, salt="mail-look").dumps(foreign)
    for signed in (forged, noors, address[1][:-2] + "AA", "x"):
        assert client.get(f"/mails/{signed}").status_code == 404, signed
    assert client.get(f"/mails/{address[1]}").status_code == 200
    panel.stage.clock.advance(DAY)
    assert client.get(f"/mails/{address[1]}").status_code == 404
    assert opened.ticket.id in told


def test_the_history_marks_machines_other_addresses_and_what_is_repeated(
    panel: Panel, tmp_path: Path
) -> None:
    box = letterbox(panel.stage, tmp_path / "mails")
    text = "Merci\n\nLe 21 nov. 2026 à 10:00, Boutique a écrit :\n> Bonjour\n> Alix\n"
    page, _ = shown(panel, box, text=text, sender="Sacha <sacha@x.example>", subject="Autre chose")

    assert "data-from-other" in page
    assert "sacha@x.example" in page
    assert "<bdi>Autre chose</bdi>" in page
    quoted = re.search(r'<details class="quoted">(.*?)</details>', page, re.DOTALL)
    assert quoted is not None
    assert "&gt; Alix" in quoted[1]


def test_a_letter_that_came_back_says_so(panel: Panel) -> None:
    opened = panel.stage.enter()
    panel.stage.say(opened, "Bonjour")
    with panel.stage.desk.database.writing() as store:
        store.run("UPDATE letters SET state = 'refused', fault = 'bounced'")
    page = panel.on(opened).text

    assert 'data-fate="refused"' in page
    assert "/attempts" in page


def test_nothing_of_a_mail_reaches_the_panel_as_markup(panel: Panel, tmp_path: Path) -> None:
    box = letterbox(panel.stage, tmp_path / "mails")
    evil = '<img src=x onerror=alert(1)>"><script>alert(2)</script>'
    page, _ = shown(
        panel, box, text=evil, html=f"<p>{evil}</p>", subject=evil, sender=f'"{evil[:20]}" <a@b.co>'
    )

    assert "<script>alert" not in page
    assert "<img src=x" not in page
