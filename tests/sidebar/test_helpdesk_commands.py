"""What an administrator types about helpdesks: connected, changed, gone; each slip in one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import main
from sidebar.actions.helping import connecting
from sidebar.store.helpdesks import Helpdesk
from tests.cast import SECRET_KEY, VAULT_KEY
from tests.helpdesk import CAMILLE, ORIGIN, claims, public_key, signed
from tests.platforms.zendesk.forging import OTHER_APP
from tests.sidebar.stage import Panel, Stage, reason_of

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str) -> Run:
    """``comptoir hosts …`` over the stage's store."""
    told = {
        "DATABASE_URL": database_url,
        "COMPTOIR_PUBLIC_URL": "http://127.0.0.1:8000",
        "COMPTOIR_SECRET_KEY": SECRET_KEY,
        "COMPTOIR_ENCRYPTION_KEYS": VAULT_KEY,
    }

    def runs(*words: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(main, ("hosts", *words), input=typed, env=told)

    return runs


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "public_key.pem"
    file.write_text(public_key())
    return file


@pytest.fixture
def add(run: Run, stage: Stage, key: Path) -> Run:
    """``comptoir hosts add zendesk atelier`` with all that it needs, and more words."""

    def adds(*words: str) -> Result:
        needed = ("--installation", "82", "--public-key", str(key), "--shop", stage.shop.id)
        return run("add", "zendesk", "atelier", *needed, *words)

    return adds


def only(stage: Stage) -> Helpdesk:
    (found,) = connecting.connected(stage.desk)
    return found


def test_a_helpdesk_is_connected_and_listed_and_its_people_come_in(
    panel: Panel, add: Run, run: Run
) -> None:
    shown = add("--role", f"{CAMILLE}=refund", "--role", "*=read", "--name", "Atelier")

    assert shown.exit_code == 0, shown.output
    found = only(panel.stage)
    line = (
        f"{found.id}  zendesk  {ORIGIN}  82  Atelier  shops: {panel.stage.shop.id}"
        f"  roles: {CAMILLE}=refund *=read  refunds+cancellations"
    )
    assert shown.output == f"Connected: Atelier\nhelpdesk id: {found.id}\n{line}\n"
    assert run("list").output == f"{line}\n"
    assert found.roles == {CAMILLE: "refund", "*": "read"}
    token = signed(claims(panel.stage.desk.clock.now()))
    answer = panel.app.test_client().post("/helpdesks/zendesk/sidebar", data={"token": token})
    assert answer.status_code == 200


def test_without_a_name_it_is_called_by_its_account(stage: Stage, add: Run) -> None:
    assert add("--no-refunds", "--no-cancellations").output.endswith("  no money\n")

    found = only(stage)
    assert (found.name, found.refunds_on, found.cancellations_on) == (
        "atelier.zendesk.com",
        False,
        False,
    )


def test_only_what_is_told_changes(stage: Stage, elsewhere: Stage, add: Run, run: Run) -> None:
    add("--role", "501=refund", "--role", "502=approve", "--origin", "https://aide.example/")
    before = only(stage)

    shown = run(
        *("set", before.id, "--no-cancellations", "--role", "501=", "--role", "503=manage"),
        *("--shop", elsewhere.shop.id, "--hide-shop", stage.shop.id),
    )

    assert shown.exit_code == 0, shown.output
    rights = "roles: 502=approve 503=manage"
    assert f"shops: {elsewhere.shop.id}  {rights}  refunds\n" in shown.output
    after = only(stage)
    assert after.roles == {"502": "approve", "503": "manage"}
    assert after.cancellations_on is False
    assert (after.name, after.public_key, after.more_origins, after.refunds_on) == (
        before.name,
        before.public_key,
        ("https://aide.example",),
        True,
    )


def test_a_new_key_counts_at_once_and_the_old_one_no_more(
    panel: Panel, add: Run, run: Run, key: Path
) -> None:
    add()
    key.write_text(public_key(OTHER_APP))

    assert run("set", only(panel.stage).id, "--public-key", str(key)).exit_code == 0

    def enter(token: str) -> tuple[int, str]:
        answer = panel.app.test_client().post("/helpdesks/zendesk/sidebar", data={"token": token})
        return answer.status_code, reason_of(answer)

    told = claims(panel.stage.desk.clock.now())
    assert enter(signed(told)) == (401, "launch_bad_signature")
    assert enter(signed(told, pair=OTHER_APP)) == (200, "")


def test_a_helpdesk_is_removed_once_it_is_confirmed_and_may_come_back(
    stage: Stage, add: Run, run: Run
) -> None:
    add()
    first = only(stage)

    assert run("remove", first.id, typed="n\n").exit_code == 1
    assert only(stage) == first
    assert run("remove", first.id, "--yes").exit_code == 0
    assert run("list").output == ""
    assert add().exit_code == 0
    assert only(stage).id != first.id
    gone = [row for row in stage.rows("helpdesks") if row["id"] == first.id]
    assert gone[0]["public_key"] == ""


SLIPS = {
    "bad_account": (("add", "zendesk", "ate lier"), "ACCOUNT is its name"),
    "bad_installation": (("--installation", "8x"), "--installation takes"),
    "leading zero": (("--installation", "082"), "--installation takes"),
    "bad_name": (("--name", "a\nb"), "--name takes one line"),
    "bad_origin": (("--origin", "https://a.example/path"), "--origin takes"),
    "policy": (("--origin", "https://a.example; script-src *"), "--origin takes"),
    "origin in clear": (("--origin", "http://aide.example"), "--origin takes"),
    "broken origin": (("--origin", "https://[::1"), "--origin takes"),
    "bad_role": (("--role", "501=boss"), "Write PERSON=ROLE, with none"),
    "no role": (("--role", "501"), "Write PERSON=ROLE, with none"),
    "bad_person": (("--role", "camille=refund"), "the person's number"),
    "not_found": (("--shop", "shp_none"), "no connected shop"),
}


def test_a_slip_is_told_in_one_line_and_connects_nothing(stage: Stage, run: Run, key: Path) -> None:
    for slip, (words, told) in SLIPS.items():
        account = words[2] if words[0] == "add" else "atelier"
        given = () if words[0] == "add" else words
        needed = ("--public-key", str(key), "--shop", stage.shop.id)
        number = () if "--installation" in given else ("--installation", "82")

        result = run("add", "zendesk", account, *needed, *number, *given)

        assert result.exit_code == 1, slip
        assert result.output.startswith("Error: "), slip
        assert told in result.output, slip
        assert result.output.count("\n") == 1, slip
    assert stage.count("helpdesks") == stage.count("helpdesk_shops") == 0


def test_a_file_that_is_no_public_key_is_refused(stage: Stage, add: Run, key: Path) -> None:
    no_keys = (b"", b"nonsense", b"\xff\xfe", b"-----BEGIN PRIVATE KEY-----\n", b"A" * 100_000)
    for content in no_keys:
        key.write_bytes(content)
        result = add()
        assert (result.exit_code, "RSA public key" in result.output) == (1, True), content[:20]
    assert stage.count("helpdesks") == 0


def test_the_same_installation_is_connected_once(stage: Stage, add: Run) -> None:
    add()
    again = add("--name", "Twice")

    assert (again.exit_code, "connected already" in again.output) == (1, True)
    assert only(stage).name == "atelier.zendesk.com"


def test_a_change_that_cannot_be_whole_changes_nothing(stage: Stage, add: Run, run: Run) -> None:
    add()
    before = only(stage)

    result = run("set", before.id, "--name", "Other", "--shop", "shp_none")

    assert (result.exit_code, "no connected shop" in result.output) == (1, True)
    assert only(stage) == before


def test_an_unknown_helpdesk_is_told_so(run: Run, stage: Stage) -> None:
    for words in (("set", "hlp_none"), ("remove", "hlp_none", "--yes")):
        result = run(*words)
        assert (result.exit_code, "No connected helpdesk" in result.output) == (1, True), words
    assert stage.count("helpdesks") == 0


def test_what_must_be_said_is_named() -> None:
    result = CliRunner().invoke(main, ["hosts", "add", "zendesk", "atelier", "--shop", "shp_a"])

    assert result.exit_code == 2
    assert "--installation" in result.output


def test_in_whose_name_a_shop_is_asked_is_said_by_its_number(
    stage: Stage, add: Run, run: Run
) -> None:
    add("--employee", f"{stage.shop.id}=3")
    (row,) = stage.rows("helpdesk_shops")
    assert row["acts_as"] == "3"

    refused = run("set", only(stage).id, "--employee", f"{stage.shop.id}=Maud")
    assert refused.exit_code == 1
    assert "SHOP=NUMBER" in refused.output
    run("set", only(stage).id, "--employee", f"{stage.shop.id}=")
    (row,) = stage.rows("helpdesk_shops")
    assert row["acts_as"] == ""


@pytest.mark.parametrize("told", ["3", "shp_elsewhere=3", "{shop}=Maud"])
def test_a_name_to_ask_in_that_cannot_be_is_refused_before_anything_is_connected(
    stage: Stage, add: Run, told: str
) -> None:
    result = add("--employee", told.format(shop=stage.shop.id))

    assert (result.exit_code, "SHOP=NUMBER" in result.output) == (1, True)
    assert stage.count("helpdesks") == 0


def test_one_account_shows_a_shop_by_one_installation(
    stage: Stage, elsewhere: Stage, add: Run, run: Run, key: Path
) -> None:
    add()
    told = ("add", "zendesk", "atelier", "--installation", "83", "--public-key", str(key))

    refused = run(*told, "--shop", stage.shop.id)
    assert (refused.exit_code, "Another installation" in refused.output) == (1, True)
    assert run(*told, "--shop", elsewhere.shop.id).exit_code == 0
    _, second = connecting.connected(stage.desk)
    for option in ("--shop", "--hide-shop"):
        refused = run("set", second.id, option, stage.shop.id)
        assert (refused.exit_code, "Another installation" in refused.output) == (1, True)

    assert [shop.id for shop in connecting.shops_of(stage.desk, second.id)] == [elsewhere.shop.id]
