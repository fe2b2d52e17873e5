"""Every setting of the service, read once from the environment, failing loudly by name.

A value may also stand in a file: ``NAME_FILE=/run/secrets/name`` serves any ``NAME``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sidebar.errors import Misconfigured
from sidebar.ids import new_token
from sidebar.rules.viewer import language_of
from sidebar.vault import Vault, new_key

TRANSLATORS = ("libretranslate", "deepl")

SHORTEST_SECRET = 32
"""Characters: HS256 wants a key of at least 256 bits (RFC 7518, 3.2)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the service was told. Its repr shows no secret."""

    database_url: str = field(repr=False)
    public_url: str
    secret_key: str = field(repr=False)
    encryption_keys: tuple[str, ...] = field(repr=False)
    host: str
    port: int
    workers: int
    threads: int
    worker_inline: bool
    trusted_proxies: int
    shopify_client_id: str = ""
    """Of the app that we are at Shopify; empty where no such shop is served."""
    shopify_secrets: tuple[str, ...] = field(default=(), repr=False)
    """Newest first; two while the app's secret is being changed."""
    files_url: str = "memory:///"
    """Where attachments and whole mails are kept."""
    undo_seconds: int = 0
    """How long a letter can be taken back before it leaves."""
    translator: str = ""
    """The kind of translation service; empty where none is asked."""
    translator_url: str = ""
    translator_key: str = field(default="", repr=False)


DOCUMENTED: Mapping[str, str] = {
    "DATABASE_URL": "sqlite:///comptoir.sqlite3",
    "COMPTOIR_PUBLIC_URL": "",
    "COMPTOIR_SECRET_KEY": "",
    "COMPTOIR_ENCRYPTION_KEYS": "",
    "COMPTOIR_HOST": "127.0.0.1",
    "COMPTOIR_PORT": "8000",
    "COMPTOIR_WORKERS": "1",
    "COMPTOIR_THREADS": "16",
    "COMPTOIR_WORKER_INLINE": "yes",
    "COMPTOIR_TRUSTED_PROXIES": "0",
    "COMPTOIR_SHOPIFY_CLIENT_ID": "",
    "COMPTOIR_SHOPIFY_CLIENT_SECRET": "",
    "COMPTOIR_FILES": "files",
    "COMPTOIR_UNDO_SECONDS": "10",
    "COMPTOIR_TRANSLATOR": "",
    "COMPTOIR_TRANSLATOR_URL": "",
    "COMPTOIR_TRANSLATOR_KEY": "",
}
"""Every name with its default; where that is empty a value must be given, but for an app's."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises Misconfigured naming the first one that is wrong."""
    given = os.environ if environment is None else environment
    client_id, client_secrets = _shopify(given)
    translator, translator_url, translator_key = _translator(given)
    return Settings(
        database_url=database_url(given),
        public_url=_url(given, "COMPTOIR_PUBLIC_URL"),
        secret_key=_secret(given, "COMPTOIR_SECRET_KEY"),
        encryption_keys=encryption_keys(given),
        host=_value(given, "COMPTOIR_HOST"),
        port=_number(given, "COMPTOIR_PORT", least=0, most=65535),
        workers=_number(given, "COMPTOIR_WORKERS", least=1, most=64),
        threads=_number(given, "COMPTOIR_THREADS", least=1, most=256),
        worker_inline=_yes_or_no(given, "COMPTOIR_WORKER_INLINE"),
        trusted_proxies=_number(given, "COMPTOIR_TRUSTED_PROXIES", least=0, most=8),
        shopify_client_id=client_id,
        shopify_secrets=client_secrets,
        files_url=_files(given),
        undo_seconds=_number(given, "COMPTOIR_UNDO_SECONDS", least=0, most=60),
        translator=translator,
        translator_url=translator_url,
        translator_key=translator_key,
    )


def demo_settings(folder: Path, port: int) -> Settings:
    """Settings of the demonstration: a SQLite file and keys of its own, kept in its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "keys"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(f"{new_token()}\n{new_key()}\n", "utf-8")
    secret_key, encryption_key = kept.read_text("utf-8").split()
    return Settings(
        database_url=f"sqlite:///{folder.absolute() / 'comptoir.sqlite3'}",
        public_url=f"http://127.0.0.1:{port}",
        secret_key=secret_key,
        encryption_keys=(encryption_key,),
        host="127.0.0.1",
        port=port,
        workers=1,
        threads=16,
        worker_inline=True,
        trusted_proxies=0,
        files_url=(folder.absolute() / "files").as_uri(),
        undo_seconds=10,
        translator="libretranslate",
    )


def reader_language() -> str:
    """The language of the person at the terminal, from the usual variables."""
    given = os.environ
    return language_of(given.get("LC_ALL") or given.get("LC_MESSAGES") or given.get("LANG") or "en")


def database_url(environment: Mapping[str, str] | None = None) -> str:
    """The store's address alone, for commands that need nothing else."""
    given = os.environ if environment is None else environment
    url = _value(given, "DATABASE_URL")
    if not url.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise Misconfigured("DATABASE_URL", "must begin with sqlite:/// or postgresql://")
    return url


def _files(given: Mapping[str, str]) -> str:
    """A folder becomes its own address; anything with a scheme is one already."""
    told = _value(given, "COMPTOIR_FILES")
    return told if "://" in told else Path(told).absolute().as_uri()


def encryption_keys(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The Fernet keys, the one that seals first. Raises Misconfigured where one is no such key."""
    given = os.environ if environment is None else environment
    written = _value(given, "COMPTOIR_ENCRYPTION_KEYS").split(",")
    keys = tuple(key.strip() for key in written if key.strip())
    Vault(keys)
    return keys


def _shopify(given: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The app's id and its secrets, both or neither."""
    client_id = _given(given, "COMPTOIR_SHOPIFY_CLIENT_ID").strip()
    written = _given(given, "COMPTOIR_SHOPIFY_CLIENT_SECRET").split(",")
    secrets = tuple(secret.strip() for secret in written if secret.strip())
    if bool(client_id) != bool(secrets):
        lacking = "SECRET" if client_id else "ID"
        raise Misconfigured(f"COMPTOIR_SHOPIFY_CLIENT_{lacking}", "must be set beside the other")
    if any(len(secret) < SHORTEST_SECRET for secret in secrets):
        problem = f"must have at least {SHORTEST_SECRET} characters"
        raise Misconfigured("COMPTOIR_SHOPIFY_CLIENT_SECRET", problem)
    return client_id, secrets


def _translator(given: Mapping[str, str]) -> tuple[str, str, str]:
    """Kind, address and key. A LibreTranslate server has no known address, DeepL has a key."""
    kind = _given(given, "COMPTOIR_TRANSLATOR").strip().lower()
    if not kind:
        return "", "", ""
    if kind not in TRANSLATORS:
        raise Misconfigured("COMPTOIR_TRANSLATOR", f"must be {' or '.join(TRANSLATORS)}, or empty")
    url = _given(given, "COMPTOIR_TRANSLATOR_URL").strip()
    key = _given(given, "COMPTOIR_TRANSLATOR_KEY").strip()
    if kind == "libretranslate" and not url:
        raise Misconfigured("COMPTOIR_TRANSLATOR_URL", "must be set for LibreTranslate")
    if kind == "deepl" and not key:
        raise Misconfigured("COMPTOIR_TRANSLATOR_KEY", "must be set for DeepL")
    if not key.isascii() or not key.replace(" ", "x").isprintable():
        raise Misconfigured("COMPTOIR_TRANSLATOR_KEY", "holds characters that no key has")
    return kind, _address(url) if url else "", key


def _address(url: str) -> str:
    """Where a service is asked, which may have a path. Raises Misconfigured."""
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and parts.port != 0 and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address or "@" in url or set(url) & set("?# "):
        raise Misconfigured("COMPTOIR_TRANSLATOR_URL", "must be an http(s) address")
    return url.rstrip("/")


def _given(given: Mapping[str, str], name: str) -> str:
    return given.get(name) or _from_file(given, name) or DOCUMENTED[name]


def _value(given: Mapping[str, str], name: str) -> str:
    value = _given(given, name)
    if not value:
        raise Misconfigured(name, "must be set")
    return value


def _from_file(given: Mapping[str, str], name: str) -> str:
    path = given.get(f"{name}_FILE")
    if not path:
        return ""
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as error:
        raise Misconfigured(f"{name}_FILE", f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{name}_FILE", "cannot be read (it is not UTF-8)") from error


def _secret(given: Mapping[str, str], name: str) -> str:
    value = _value(given, name)
    if len(value) < SHORTEST_SECRET:
        raise Misconfigured(name, f"must have at least {SHORTEST_SECRET} characters")
    return value


def _url(given: Mapping[str, str], name: str) -> str:
    value = _value(given, name).rstrip("/")
    try:
        parts = urlsplit(value)
        # Reading the port checks it; no browser can ask port 0.
        is_address = parts.port != 0 and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError as error:
        raise Misconfigured(name, "must be an http(s) address") from error
    if not is_address or parts.scheme not in ("http", "https"):
        raise Misconfigured(name, "must be an http(s) address")
    if parts.path or set(value) & set("?#"):
        raise Misconfigured(name, "must be an origin, without a path")
    return value


def _number(given: Mapping[str, str], name: str, *, least: int, most: int) -> int:
    value = _value(given, name)
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise Misconfigured(name, f"must be a whole number from {least} to {most}")
    return int(value)


def _yes_or_no(given: Mapping[str, str], name: str) -> bool:
    value = _value(given, name).lower()
    if value not in ("yes", "no"):
        raise Misconfigured(name, "must be yes or no")
    return value == "yes"
