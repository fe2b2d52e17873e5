"""The command line and the WSGI application, as they are really started."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import app
from sidebar import worker
from sidebar.actions import opening, speaking
from sidebar.actions.speaking import Reply
from sidebar.clock import SystemClock
from sidebar.rules.conversation import MessageKind
from sidebar.store.database import Database, connect
from sidebar.store.migrate import migrate
from tests.cast import PostBox, ShopStage, connect_shop, desk_over, launch, open_shop, settings_of
from tests.commands import run
from tests.served import ROOT, environment, serving


@pytest.fixture(scope="module")
def shop_stage() -> Iterator[ShopStage]:
    stage = open_shop()
    yield stage
    stage.running.stop()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'comptoir.sqlite3'}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    store = connect(url)
    migrate(store, SystemClock())
    yield store
    store.close()


def reply(database: Database, shop_stage: ShopStage, post: PostBox) -> None:
    """One reply, kept and staged."""
    desk = desk_over(database, post=post)
    shop, secret = connect_shop(desk, shop_stage.url)
    opened = opening.open_from_launch(desk, "prestashop", launch(desk, shop, secret))
    said = Reply("Bonjour", MessageKind.AGENT, None, "a", 10**9)
    speaking.send(desk, shop, opened.viewer, opened.ticket.id, said)


def test_the_command_line_says_its_version_and_its_commands() -> None:
    shown = CliRunner().invoke(app.main, ["--version"])
    assert shown.exit_code == 0
    assert "0.1.0" in shown.output

    named = CliRunner().invoke(app.main, ["--help"]).output
    for command in ("serve", "demo", "migrate", "worker", "shops", "backup", "restore", "doctor"):
        assert f"  {command} " in named


def test_a_store_is_migrated_once_by_the_command(url: str) -> None:
    first, second = run("migrate", url=url), run("migrate", url=url)

    assert first.stdout.startswith("0001_counter.sql")
    assert "Nothing to do" in second.stdout
    assert (first.returncode, second.returncode) == (0, 0)


def test_a_wrong_address_of_the_store_is_told_by_its_setting() -> None:
    told = run("migrate", url="mysql://nowhere")

    assert told.returncode == 1
    assert "DATABASE_URL" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("command", ["serve", "worker", "doctor"])
@pytest.mark.parametrize(
    ("name", "value"),
    [("COMPTOIR_SECRET_KEY", "hunter2"), ("COMPTOIR_ENCRYPTION_KEYS", "hunter2")],
)
def test_nothing_starts_on_a_wrong_setting(url: str, command: str, name: str, value: str) -> None:
    told = run(command, url=url, **{name: value})

    assert told.returncode == 1
    assert name in told.stderr
    assert "hunter2" not in told.stderr
    assert "Traceback" not in told.stderr


def test_the_doctor_ends_well_on_a_store_and_shop_in_good_order(
    url: str, database: Database, shop_stage: ShopStage
) -> None:
    connect_shop(desk_over(database), shop_stage.url)

    well = run("doctor", url=url)

    assert well.returncode == 0, well.stdout
    assert "!!" not in well.stdout
    assert "reach" in well.stdout


def test_the_doctor_fails_with_advice_when_the_shop_is_down(url: str, database: Database) -> None:
    connect_shop(desk_over(database), "http://127.0.0.1:9")

    ill = run("doctor", url=url)

    assert ill.returncode == 1
    assert "!!" in ill.stdout
    assert "→ The shop does not answer" in ill.stdout


def test_a_served_counter_migrates_first_and_answers(url: str, tmp_path: Path) -> None:
    with serving(url, tmp_path / "log", workers=1) as service:
        assert service.get("/healthz").status == 200
        assert service.get("/nowhere").status == 404
        assert service.post("/launch/prestashop", token="x").status == 401

    assert "launch/prestashop" in (tmp_path / "log").read_text()


def test_a_launch_never_reaches_a_log(
    url: str, database: Database, shop_stage: ShopStage, tmp_path: Path
) -> None:
    desk = desk_over(database)
    shop, secret = connect_shop(desk, shop_stage.url)
    token = launch(desk, shop, secret)
    with serving(url, tmp_path / "log", workers=1) as service:
        assert service.post("/launch/prestashop", token=token).status == 200
        service.get(f"/launch/prestashop?token={token}")

    log = (tmp_path / "log").read_text()
    for private in (token, token.split(".")[1], secret, "alix.moreau"):
        assert private not in log


def test_the_worker_command_works_the_outbox_until_it_is_told_to_stop(
    url: str, database: Database, shop_stage: ShopStage
) -> None:
    reply(database, shop_stage, PostBox())
    child = subprocess.Popen(
        [sys.executable, "-m", "app", "worker"], cwd=ROOT, env=environment(url)
    )
    try:
        assert until(lambda: attempts(database) == 1)
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=20) == 0
    finally:
        child.kill()
        child.wait()


def attempts(database: Database) -> int:
    with database.reading() as store:
        row = store.one("SELECT attempt FROM letters WHERE state = 'queued' AND fault <> ''")
    return 0 if row is None else int(row["attempt"])


def until(is_so: object, seconds: float = 20) -> bool:
    assert callable(is_so)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.02)
    return False


def test_the_outbox_is_worked_on_though_one_round_fails(
    database: Database, shop_stage: ShopStage, capsys: pytest.CaptureFixture[str]
) -> None:
    post = PostBox(fault=ZeroDivisionError("once"))
    reply(database, shop_stage, post)
    clock = SystemClock()
    desk = replace(desk_over(database, post=post), clock=clock)
    stopped = threading.Event()
    work = threading.Thread(target=worker.work, args=(desk, stopped))
    work.start()
    try:
        assert until(lambda: "ZeroDivisionError" in capsys.readouterr().err)
        post.fault = None
        with database.writing() as store:
            store.run("UPDATE letters SET lease_until = 1, state = 'queued', due_at = 0")
        assert until(lambda: len(post.letters) == 1)
    finally:
        stopped.set()
        work.join(timeout=10)
    assert not work.is_alive()


def test_the_module_makes_its_application_only_when_asked() -> None:
    with pytest.raises(AttributeError):
        _ = app.nothing_of_that_name

    built = app.build_app(settings_of("sqlite:///:memory:?"))
    assert built.extensions["comptoir"].settings.public_url
