"""The code that the service prints is the code that the module reads."""

from __future__ import annotations

import json
import subprocess

from platforms.prestashop import packing
from platforms.prestashop.hooks import PrestaShopHooks

READ = """
define('_PS_VERSION_', 'none');
require $argv[1] . '/vendor/autoload.php';
$code = Comptoir\\Service\\PairingCode::read(stream_get_contents(STDIN));
echo json_encode($code);
"""


def read_by_the_module(pasted: str) -> object:
    done = subprocess.run(
        ["php", "-r", READ, "--", str(packing.MODULE)],
        input=pasted,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_printed_code_is_read_back_whole() -> None:
    secret = "é" + "s-_" * 14
    code = PrestaShopHooks().pairing_code("https://desk.example/c", shop_id="shp_1", secret=secret)
    told = {"serviceUrl": "https://desk.example/c", "shopId": "shp_1", "secret": secret}
    assert read_by_the_module(code) == told
    assert read_by_the_module(f"  {code[:30]}\n{code[30:]} \n") == told


def test_a_code_cut_short_is_refused() -> None:
    code = PrestaShopHooks().pairing_code("https://desk.example", shop_id="shp_1", secret="s" * 43)
    assert read_by_the_module(code[:-1]) is None
