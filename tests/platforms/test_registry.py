"""Each kind of shop finds its adapter, one for one connection, and a kind unknown says so."""

from __future__ import annotations

import subprocess
import sys

import pytest

from platforms import registry
from platforms.contract import Connection, Platform
from platforms.hooks import HookReader
from platforms.launches import LaunchReader
from platforms.prestashop.adapter import PrestaShop
from platforms.prestashop.hooks import PrestaShopHooks
from platforms.prestashop.launch import PrestaShopLaunch

SHOP = Connection("http://127.0.0.1:1", "K" * 32, "Europe/Paris")


def test_one_connection_has_one_adapter() -> None:
    found: Platform = registry.platform("prestashop", SHOP)
    assert isinstance(found, PrestaShop)
    assert registry.platform("prestashop", SHOP) is found
    other = Connection("http://127.0.0.1:1", "L" * 32, "Europe/Paris")
    assert registry.platform("prestashop", other) is not found


def test_launches_have_their_reader() -> None:
    found: LaunchReader = registry.launch_reader("prestashop")
    assert isinstance(found, PrestaShopLaunch)


def test_the_calls_of_a_shops_module_have_their_reader() -> None:
    found: HookReader = registry.hook_reader("prestashop")
    assert isinstance(found, PrestaShopHooks)


@pytest.mark.parametrize("kind", ["", "shopify?", "PRESTASHOP", "platforms.prestashop"])
def test_a_kind_unknown_says_so(kind: str) -> None:
    with pytest.raises(registry.UnknownPlatform) as fault:
        registry.platform(kind, SHOP)
    assert fault.value.kind == kind
    with pytest.raises(registry.UnknownPlatform):
        registry.launch_reader(kind)
    with pytest.raises(registry.UnknownPlatform):
        registry.hook_reader(kind)


def test_every_kind_named_is_known() -> None:
    assert all(registry.platform(kind, SHOP) for kind in registry.kinds())


def test_an_adapter_costs_nothing_until_it_is_met() -> None:
    code = "import sys, platforms.registry; print([m for m in sys.modules if 'prestashop' in m])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
