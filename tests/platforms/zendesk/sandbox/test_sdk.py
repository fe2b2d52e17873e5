"""What the sandbox serves as the SDK is Zendesk's package, and nothing in it was changed."""

from __future__ import annotations

import hashlib

from platforms.zendesk.sandbox.sdk import modules, script

PACKAGED = {
    "index.js": "208caef9069a452b7a22adc5818f0058f1d615db152aba0a87b2386fb6c521f8",
    "client.js": "1d61237c33bdd4a1b1816fba470c862ca3ba4816e12391f39483156fd29a5744",
    "utils.js": "9e69a2d261ed8a9f21da3b0e6b4b78f2584d3d2e1df02c62353b46b0332cd424",
    "vendor/native-promise-only.js": (
        "a28f87b6ff6615c7169229631b8ed35c4149ddf965692823b1b267b9d869272c"
    ),
}
"""SHA-256 of each file of ``lib`` in the package zendesk_app_framework_sdk 2.0.11."""


def test_the_script_is_the_packages_files_letter_by_letter() -> None:
    served = script()
    found = {}
    for name, text in modules().items():
        at = served.index(text)
        found[name] = hashlib.sha256(served[at : at + len(text)].encode()).hexdigest()
    assert found == PACKAGED
