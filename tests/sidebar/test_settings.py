"""Settings are read once, fail loudly by their name, and show no secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from sidebar.errors import Misconfigured
from sidebar.settings import (
    DOCUMENTED,
    database_url,
    demo_settings,
    encryption_keys,
    read_settings,
)
from sidebar.vault import Vault, new_key

SECRET = "hunter2-" * 5
GIVEN = {
    "DATABASE_URL": "postgresql://comptoir:pa55word@db.example/comptoir",
    "COMPTOIR_PUBLIC_URL": "https://counter.example",
    "COMPTOIR_SECRET_KEY": SECRET,
    "COMPTOIR_ENCRYPTION_KEYS": new_key(),
}


def test_what_is_not_given_has_its_documented_default() -> None:
    told = read_settings(GIVEN)

    assert (told.host, told.port) == ("127.0.0.1", 8000)
    assert (told.workers, told.threads, told.trusted_proxies) == (1, 16, 0)
    assert told.worker_inline
    assert database_url({}) == DOCUMENTED["DATABASE_URL"]


def test_everything_given_is_taken() -> None:
    told = read_settings(
        {
            **GIVEN,
            "COMPTOIR_HOST": "0.0.0.0",
            "COMPTOIR_PORT": "0",
            "COMPTOIR_WORKERS": "4",
            "COMPTOIR_THREADS": "2",
            "COMPTOIR_WORKER_INLINE": "No",
            "COMPTOIR_TRUSTED_PROXIES": "1",
            "COMPTOIR_PUBLIC_URL": "https://counter.example/",
        }
    )

    assert (told.host, told.port, told.workers, told.threads) == ("0.0.0.0", 0, 4, 2)
    assert not told.worker_inline
    assert told.trusted_proxies == 1
    assert told.public_url == "https://counter.example"


def test_settings_show_no_secret() -> None:
    shown = repr(read_settings(GIVEN))

    for secret in (SECRET, "pa55word", GIVEN["COMPTOIR_ENCRYPTION_KEYS"]):
        assert secret not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("COMPTOIR_PUBLIC_URL", ""),
        ("COMPTOIR_PUBLIC_URL", "counter.example"),
        ("COMPTOIR_PUBLIC_URL", "ftp://counter.example"),
        ("COMPTOIR_PUBLIC_URL", "https://counter.example/path"),
        ("COMPTOIR_PUBLIC_URL", "https://counter.example?x=1"),
        ("COMPTOIR_PUBLIC_URL", "https://counter.example?"),
        ("COMPTOIR_PUBLIC_URL", "https://counter.example:99999"),
        ("COMPTOIR_PUBLIC_URL", "https://counter.example:eighty"),
        ("COMPTOIR_PUBLIC_URL", "https://counter.example:0"),
        ("COMPTOIR_PUBLIC_URL", "https://user@counter.example"),
        ("COMPTOIR_PUBLIC_URL", "https://[counter.example"),
        ("COMPTOIR_SECRET_KEY", ""),
        ("COMPTOIR_SECRET_KEY", "x" * 31),
        ("COMPTOIR_ENCRYPTION_KEYS", ""),
        ("COMPTOIR_ENCRYPTION_KEYS", ","),
        ("COMPTOIR_ENCRYPTION_KEYS", "no Fernet key"),
        ("COMPTOIR_PORT", "65536"),
        ("COMPTOIR_PORT", "-1"),
        ("COMPTOIR_PORT", "eighty"),
        ("COMPTOIR_PORT", "٨٠"),
        ("COMPTOIR_WORKERS", "0"),
        ("COMPTOIR_WORKERS", "65"),
        ("COMPTOIR_THREADS", "1.5"),
        ("COMPTOIR_WORKER_INLINE", "maybe"),
        ("COMPTOIR_TRUSTED_PROXIES", "9"),
    ],
)
def test_a_wrong_setting_fails_by_its_name_and_not_its_value(name: str, value: str) -> None:
    with pytest.raises(Misconfigured) as fault:
        read_settings({**GIVEN, name: value})

    assert fault.value.setting == name
    assert len(value) < 2 or value not in str(fault.value)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_setting_may_stand_in_a_file(name: str, tmp_path: Path) -> None:
    whole = {**DOCUMENTED, **GIVEN}
    file = tmp_path / "value"
    file.write_text(f"{whole[name]}\n", "utf-8")

    assert read_settings({**whole, name: "", f"{name}_FILE": str(file)}) == read_settings(whole)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as fault:
        read_settings(
            {**GIVEN, "COMPTOIR_SECRET_KEY": "", "COMPTOIR_SECRET_KEY_FILE": str(tmp_path / "no")}
        )

    assert fault.value.setting == "COMPTOIR_SECRET_KEY_FILE"


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "value"
    file.write_bytes(b"\xff\xfe" + SECRET.encode("utf-16-le"))

    with pytest.raises(Misconfigured) as fault:
        read_settings({**GIVEN, "COMPTOIR_SECRET_KEY": "", "COMPTOIR_SECRET_KEY_FILE": str(file)})

    assert fault.value.setting == "COMPTOIR_SECRET_KEY_FILE"
    assert "UTF-8" in fault.value.problem


def test_several_encryption_keys_are_taken_in_their_order() -> None:
    first, second = new_key(), new_key()

    assert encryption_keys({"COMPTOIR_ENCRYPTION_KEYS": f" {first}, {second},"}) == (first, second)


def test_the_demonstration_keeps_its_keys_to_itself(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    first, second = demo_settings(folder, 8000), demo_settings(folder, 8001)

    assert first.secret_key == second.secret_key
    assert first.encryption_keys == second.encryption_keys
    assert (folder / "keys").stat().st_mode & 0o077 == 0
    assert first.public_url == "http://127.0.0.1:8000"
    Vault(first.encryption_keys)


def test_an_app_at_shopify_is_told_whole_or_not_at_all() -> None:
    app_id, secret = "COMPTOIR_SHOPIFY_CLIENT_ID", "COMPTOIR_SHOPIFY_CLIENT_SECRET"
    none = read_settings(GIVEN)
    assert (none.shopify_client_id, none.shopify_secrets) == ("", ())

    new, old = "n" * 32, "o" * 32
    told = read_settings({**GIVEN, app_id: "app", secret: f"{new}, {old}"})
    assert (told.shopify_client_id, told.shopify_secrets) == ("app", (new, old))
    assert new not in repr(told)

    for given, named in (
        ({app_id: "app"}, secret),
        ({secret: new}, app_id),
        ({app_id: "app", secret: "short"}, secret),
    ):
        with pytest.raises(Misconfigured) as refusal:
            read_settings({**GIVEN, **given})
        assert refusal.value.setting == named


def test_translation_is_off_until_a_service_is_named() -> None:
    told = read_settings({**GIVEN, "COMPTOIR_TRANSLATOR_KEY": "left over"})

    assert (told.translator, told.translator_url, told.translator_key) == ("", "", "")


def test_a_translation_service_is_taken_with_its_key_from_a_file(tmp_path: Path) -> None:
    kept = tmp_path / "key"
    kept.write_text("deepl-secret:fx\n")
    given = {"COMPTOIR_TRANSLATOR": "DeepL", "COMPTOIR_TRANSLATOR_KEY_FILE": str(kept)}
    told = read_settings({**GIVEN, **given})

    assert (told.translator, told.translator_key) == ("deepl", "deepl-secret:fx")
    assert "deepl-secret" not in repr(told)
    own = {"COMPTOIR_TRANSLATOR": "libretranslate", "COMPTOIR_TRANSLATOR_URL": "http://lt:5000/"}
    assert read_settings({**GIVEN, **own}).translator_url == "http://lt:5000"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"COMPTOIR_TRANSLATOR": "babelfish"}, "COMPTOIR_TRANSLATOR"),
        ({"COMPTOIR_TRANSLATOR": "deepl"}, "COMPTOIR_TRANSLATOR_KEY"),
        (
            {"COMPTOIR_TRANSLATOR": "deepl", "COMPTOIR_TRANSLATOR_KEY": "a\nb"},
            "COMPTOIR_TRANSLATOR_KEY",
        ),
        ({"COMPTOIR_TRANSLATOR": "libretranslate"}, "COMPTOIR_TRANSLATOR_URL"),
        (
            {"COMPTOIR_TRANSLATOR": "libretranslate", "COMPTOIR_TRANSLATOR_URL": "ftp://x"},
            "COMPTOIR_TRANSLATOR_URL",
        ),
        (
            {"COMPTOIR_TRANSLATOR": "libretranslate", "COMPTOIR_TRANSLATOR_URL": "http://a:b@x"},
            "COMPTOIR_TRANSLATOR_URL",
        ),
    ],
)
def test_a_translation_service_that_cannot_be_asked_is_named(
    given: dict[str, str], name: str
) -> None:
    with pytest.raises(Misconfigured) as raised:
        read_settings({**GIVEN, **given})

    assert raised.value.setting == name
