"""Which adapter speaks to which kind of shop; each is imported when its kind is first met."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from platforms.contract import Connection, Platform
from platforms.embedding import Embedding
from platforms.helpdesks import Helpdesk
from platforms.hooks import HookReader
from platforms.launches import LaunchReader
from platforms.translating.contract import Translator

# The most shops kept ready at once: each costs its connections and its short lists.
_MOST_KEPT = 256


class UnknownPlatform(Exception):
    """No adapter is known for this ``kind`` of shop."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def kinds() -> tuple[str, ...]:
    """Every kind of shop that can be connected."""
    return ("prestashop",)


@functools.lru_cache(maxsize=_MOST_KEPT)
def platform(kind: str, connection: Connection) -> Platform:
    """The shop's adapter, the same one for the same connection, so that its connections stay warm.

    Raises UnknownPlatform.
    """
    match kind:
        case "prestashop":
            from platforms.prestashop.adapter import PrestaShop

            return PrestaShop(connection)
        case "shopify":
            from platforms.shopify.adapter import Shopify

            return Shopify(connection)
        case _:
            raise UnknownPlatform(kind)


@functools.cache
def launch_reader(kind: str) -> LaunchReader:
    """What verifies the launches of this kind of shop. Raises UnknownPlatform."""
    match kind:
        case "prestashop":
            from platforms.prestashop.launch import PrestaShopLaunch

            return PrestaShopLaunch()
        case _:
            raise UnknownPlatform(kind)


@functools.cache
def hook_reader(kind: str) -> HookReader:
    """What verifies the calls of this kind of shop's module. Raises UnknownPlatform."""
    match kind:
        case "prestashop":
            from platforms.prestashop.hooks import PrestaShopHooks

            return PrestaShopHooks()
        case _:
            raise UnknownPlatform(kind)


def embeddings(client_id: str, secrets: tuple[str, ...]) -> Mapping[str, Embedding]:
    """The hosts that frame our pages, by kind, for the app that we are there; none without an id.

    Raises ValueError for a secret too short to sign with.
    """
    if not client_id:
        return {}
    from platforms.shopify.embedding import ShopifyApp, ShopifyEmbedding

    return {ShopifyEmbedding.kind: ShopifyEmbedding(ShopifyApp(client_id, secrets))}


def helpdesks(script: str = "", address: str = "") -> Mapping[str, Helpdesk]:
    """The helpdesks whose agents may be let in, by kind.

    A stand-in's script and address are used in place of the real ones where they are told.
    """
    from platforms.zendesk.launch import Zendesk

    return {Zendesk.kind: Zendesk(script, address)}


def translator(kind: str, url: str, key: str) -> Translator | None:
    """The translation service that was chosen, by its address and key; none where none was.

    Raises UnknownPlatform.
    """
    match kind:
        case "":
            return None
        case "libretranslate":
            from platforms.translating.libretranslate import LibreTranslate

            return LibreTranslate(url, key)
        case "deepl":
            from platforms.translating.deepl import DeepL

            return DeepL(key, url)
        case _:
            raise UnknownPlatform(kind)
