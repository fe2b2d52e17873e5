"""Serves Zendesk's SDK as one script: the package's own files, letter by letter, and a loader.

The files are CommonJS modules, which no browser runs by itself; each stands unchanged inside a
function that gives it what such a module is given.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort

from platforms.zendesk.sandbox.standin import HERE, Fault, Sandbox

FILES = HERE / "static" / "vendor" / "zendesk_app_framework_sdk"
"""The package's ``lib``, put there by the set-up."""

ADDRESS = "/zendesk_app_framework_sdk/2.0/zaf_sdk.min.js"
"""Where Zendesk itself has it, on its own host."""

LOADER = """(function () {
  var files = {
%s
  };
  var made = {};
  function required(name) {
    var path = name.replace("./", "") + ".js";
    if (!made[path]) {
      made[path] = { exports: {} };
      files[path].call(window, required, made[path], made[path].exports);
    }
    return made[path].exports;
  }
  window.ZAFClient = required("./index");
})();
"""


def sdk(sandbox: Sandbox) -> Blueprint:
    """The route of the script."""
    routes = Blueprint("sdk", __name__)
    routes.add_url_rule(ADDRESS, "script", lambda: _answer(sandbox))
    return routes


def modules(folder: Path = FILES) -> dict[str, str]:
    """The package's files by their path in ``lib``. Raises FileNotFoundError before the set-up."""
    names = ("index.js", "client.js", "utils.js", "vendor/native-promise-only.js")
    return {name: (folder / name).read_bytes().decode() for name in names}


@cache
def script() -> str:
    """What a page loads to have ``ZAFClient``."""
    wrapped = (
        f"{json.dumps(name)}: function (require, module, exports) {{\n{text}\n}}"
        for name, text in modules().items()
    )
    return LOADER % ",\n".join(wrapped)


def _answer(sandbox: Sandbox) -> Response:
    if Fault.SCRIPT in sandbox.faults:
        abort(404)
    headers = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(script(), mimetype="text/javascript", headers=headers)
