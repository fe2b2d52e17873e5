"""What an administrator types: shops come, change and go, each fault told in one clear line."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import main
from platforms.shapes import Wording
from sidebar.actions import shops
from sidebar.rules.limits import Limit
from sidebar.rules.reasons import Reason
from sidebar.store.database import Database
from sidebar.store.shops import Shop
from tests.cast import KEY, SECRET_KEY, VAULT_KEY, desk_over

URL = "http://127.0.0.1:9"
ADD = ("shops", "add", "prestashop", URL, "--webservice-key", KEY)


@dataclass(frozen=True)
class Terminal:
    """Runs ``comptoir`` with a whole environment of its own."""

    database: Database
    environment: dict[str, str | None]

    def run(self, *words: str, typed: str | None = None, **told: str) -> Result:
        return CliRunner().invoke(
            main, words, input=typed, env={**self.environment, **told}, catch_exceptions=False
        )

    def add(self, *words: str) -> tuple[str, str]:
        """A connected shop's id and its launch secret."""
        shown = self.run(*ADD, *words)
        assert shown.exit_code == 0, shown.output
        found = re.search(r"shop id: (shp_\w+)\npairing code: (\S+)", shown.output)
        assert found
        return found.group(1), secret_in(found.group(2))

    def shop(self, shop_id: str) -> Shop:
        return shops.find(desk_over(self.database), shop_id)


def secret_in(code: str) -> str:
    """What the pairing code tells the shop's module; it says where we are, too."""
    mark, coded, check = code.split(".")
    told = json.loads(base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)))
    assert mark == "comptoir1"
    assert hashlib.sha256(coded.encode()).hexdigest()[:8] == check
    assert told["u"] == "http://127.0.0.1:8000"
    return str(told["k"])


@pytest.fixture
def terminal(database: Database, database_url: str) -> Terminal:
    return Terminal(
        database,
        {
            "DATABASE_URL": database_url,
            "COMPTOIR_PUBLIC_URL": "http://127.0.0.1:8000",
            "COMPTOIR_SECRET_KEY": SECRET_KEY,
            "COMPTOIR_ENCRYPTION_KEYS": VAULT_KEY,
            "COMPTOIR_WEBSERVICE_KEY": None,
            "COMPTOIR_SMTP_PASSWORD": None,
            "LANG": "en",
            "LC_ALL": None,
            "LC_MESSAGES": None,
        },
    )


def test_a_shop_is_connected_listed_and_its_secret_shown_once(terminal: Terminal) -> None:
    shop_id, secret = terminal.add("--name", "Boutique", "--role", "4=refund", "--role", "*=read")

    listed = terminal.run("shops", "list")
    assert f"{shop_id}  prestashop  Boutique  {URL}  Europe/Paris" in listed.output
    assert secret not in listed.output
    assert KEY not in listed.output
    assert terminal.shop(shop_id).roles == {"4": "refund", "*": "read"}


def test_secrets_may_come_from_the_environment(terminal: Terminal) -> None:
    told = {"COMPTOIR_WEBSERVICE_KEY": KEY, "COMPTOIR_SMTP_PASSWORD": "hunter2"}
    shown = terminal.run("shops", "add", "prestashop", URL, **told)

    (shop,) = shops.connected(desk_over(terminal.database))
    secrets = desk_over(terminal.database).secrets(shop)
    assert (secrets.key, secrets.smtp_password) == (KEY, "hunter2")
    assert "hunter2" not in shown.output


def test_a_shop_is_changed_only_in_what_is_given(terminal: Terminal) -> None:
    shop_id, _ = terminal.add("--sender", "a@b.example", "--smtp-host", "mail.example")

    changed = terminal.run("shops", "set", shop_id, "--name", "Neuf", "--smtp-port", "25")

    assert changed.exit_code == 0
    shop = terminal.shop(shop_id)
    assert shop.name == "Neuf"
    assert (shop.mail.sender, shop.mail.host, shop.mail.port) == ("a@b.example", "mail.example", 25)


def test_a_family_is_joined_and_left(terminal: Terminal) -> None:
    shop_id, _ = terminal.add("--family", "lumière")
    assert terminal.shop(shop_id).family == "lumière"
    terminal.run("shops", "set", shop_id, "--name", "Autre")
    assert terminal.shop(shop_id).family == "lumière"
    terminal.run("shops", "set", shop_id, "--family", "")
    assert (terminal.shop(shop_id).family, terminal.shop(shop_id).name) == ("", "Autre")


def test_the_rules_of_money_are_told_changed_and_taken_back(terminal: Terminal) -> None:
    words = ("--limit", "refund=50.00/200.00", "--refund-reason", "broken=Broken|Cassé")
    shop_id, _ = terminal.add(*words)
    kept = terminal.shop(shop_id).money
    assert kept.limits == {"refund": Limit("50.00", "200.00")}
    assert kept.refund_reasons == (Reason("broken", Wording("Broken", {"fr": "Cassé"})),)
    assert (kept.refunds_on, kept.cancellations_on) == (True, True)

    terminal.run("shops", "set", shop_id, "--no-cancellations", "--limit", "approve=500")
    kept = terminal.shop(shop_id).money
    assert kept.limits == {"refund": Limit("50.00", "200.00"), "approve": Limit("500")}
    assert kept.cancellations_on is False

    terminal.run("shops", "set", shop_id, "--limit", "refund=", "--cancellations")
    kept = terminal.shop(shop_id).money
    assert kept.limits == {"approve": Limit("500")}
    assert kept.cancellations_on is True


def test_secrets_are_rotated_and_dropped(terminal: Terminal) -> None:
    shop_id, first = terminal.add()
    second = secret_in(terminal.run("shops", "rotate-secret", shop_id).output.strip())
    desk = desk_over(terminal.database)
    assert desk.secrets(terminal.shop(shop_id)).launch == (second, first)

    shown = terminal.run("shops", "rotate-secret", shop_id, "--drop-old").output.strip()
    third = secret_in(shown)
    assert desk.secrets(terminal.shop(shop_id)).launch == (third,)


def test_a_shop_is_removed_only_when_confirmed(terminal: Terminal) -> None:
    shop_id, _ = terminal.add()

    assert terminal.run("shops", "remove", shop_id, typed="n\n").exit_code == 1
    assert terminal.shop(shop_id).id == shop_id
    assert terminal.run("shops", "remove", shop_id, typed="y\n").exit_code == 0
    assert terminal.run("shops", "list").output == ""


def test_shops_are_sealed_anew_and_counted(terminal: Terminal) -> None:
    terminal.add()

    assert terminal.run("shops", "reseal").output.strip() == "1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (ADD, "connected already"),
        (("shops", "set", "shp_none", "--name", "x"), "No connected shop has this id"),
        (("shops", "rotate-secret", "shp_none"), "No connected shop has this id"),
        (("shops", "remove", "shp_none", "--yes"), "No connected shop has this id"),
        ((*ADD[:3], "ftp://x", *ADD[4:]), "The address must be"),
        ((*ADD[:3], "http://127.0.0.1:99999", *ADD[4:]), "The address must be"),
        ((*ADD, "--admin-origin", "https://a/b"), "An admin origin is"),
        ((*ADD, "--timezone", "Mars/Olympus"), "IANA name"),
        ((*ADD, "--role", "4=emperor"), "Write PROFILE=ROLE"),
        ((*ADD, "--limit", "emperor=5"), "Write PROFILE=ROLE"),
        ((*ADD, "--limit", "refund=lots"), "Write ROLE=AMOUNT"),
        ((*ADD, "--limit", "refund"), "Write ROLE=AMOUNT"),
        ((*ADD, "--refund-reason", "Broken"), "Write CODE=ENGLISH"),
        ((*ADD, "--role", "emperor"), "Write PROFILE=ROLE"),
        ((*ADD, "--name", "a\tb"), "A name is one line"),
        ((*ADD, "--sender", "support"), "plain e-mail address"),
        ((*ADD, "--sender", ""), "plain e-mail address"),
        ((*ADD, "--reply-to", "a@b, c@d"), "plain e-mail address"),
        ((*ADD, "--smtp-host", ""), "--smtp-host takes"),
        ((*ADD[:3], f"{URL}/api/", *ADD[4:]), "connected already"),
    ],
)
def test_each_fault_is_one_line_that_says_what_to_do(
    terminal: Terminal, words: tuple[str, ...], said: str
) -> None:
    terminal.add()

    shown = terminal.run(*words)

    assert shown.exit_code == 1
    assert shown.output.startswith("Error: ")
    assert said in shown.output
    assert shown.output.count("\n") == 1


def test_an_answering_address_is_taken_back_and_the_rest_of_the_mail_is_not(
    terminal: Terminal,
) -> None:
    mail = ("--sender", "a@b.example", "--reply-to", "c@d.example", "--smtp-host", "mail.example")
    shop_id, _ = terminal.add(*mail)

    assert terminal.run("shops", "set", shop_id, "--smtp-host", "").exit_code == 1
    assert terminal.run("shops", "set", shop_id, "--sender", "").exit_code == 1
    assert terminal.run("shops", "set", shop_id, "--reply-to", "").exit_code == 0
    known = terminal.shop(shop_id).mail
    assert (known.sender, known.reply_to, known.host) == ("a@b.example", "", "mail.example")


def test_a_shop_with_its_module_needs_no_key(terminal: Terminal) -> None:
    shown = terminal.run(*ADD[:4])

    assert shown.exit_code == 0
    assert "pairing code: comptoir1." in shown.output
    assert "Paste the code on the module's page" in shown.output


def test_a_missing_setting_is_named(terminal: Terminal) -> None:
    shown = terminal.run("shops", "list", COMPTOIR_SECRET_KEY="short")

    assert shown.exit_code == 1
    assert "COMPTOIR_SECRET_KEY" in shown.output
    assert "short" not in shown.output.replace("shortest", "")


def test_a_wrong_encryption_key_is_named(terminal: Terminal) -> None:
    shown = terminal.run("shops", "list", COMPTOIR_ENCRYPTION_KEYS="nonsense")

    assert shown.exit_code == 1
    assert "COMPTOIR_ENCRYPTION_KEYS" in shown.output
    assert "nonsense" not in shown.output


def test_a_store_that_was_not_migrated_says_what_to_run(
    terminal: Terminal, tmp_path_factory: pytest.TempPathFactory
) -> None:
    empty = tmp_path_factory.mktemp("empty") / "new.sqlite3"
    shown = terminal.run("doctor", DATABASE_URL=f"sqlite:///{empty}")

    assert shown.exit_code == 1
    assert "migrations" in shown.output
    assert "comptoir migrate" in shown.output


def test_shops_are_connected_to_a_store_that_was_not_there(
    terminal: Terminal, tmp_path: Path
) -> None:
    fresh = f"sqlite:///{tmp_path / 'folder' / 'new.sqlite3'}"

    assert terminal.run("shops", "list", DATABASE_URL=fresh).output == ""
    assert terminal.run(*ADD, DATABASE_URL=fresh).exit_code == 0
    assert URL in terminal.run("shops", "list", DATABASE_URL=fresh).output


@pytest.mark.parametrize("name", ["operations.csv", "operations.sqlite3"])
def test_operations_are_written_into_a_new_file_only(
    terminal: Terminal, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name

    assert terminal.run("operations", "export", str(file)).output.strip() == f"{file}: 0"
    assert file.stat().st_size > 0
    again = terminal.run("operations", "export", str(file))
    assert (again.exit_code, "exists already" in again.output) == (1, True)


def test_operations_are_written_in_known_forms_only(terminal: Terminal, tmp_path: Path) -> None:
    shown = terminal.run("operations", "export", str(tmp_path / "operations.xlsx"))

    assert shown.exit_code == 1
    assert "must end in .csv or .sqlite3" in shown.output
