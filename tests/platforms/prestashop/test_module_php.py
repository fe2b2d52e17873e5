"""The PHP module outside PrestaShop: each file parses, its tests pass, its signatures are ours."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
MODULE = ROOT / "platforms" / "prestashop" / "module"
TESTS = ROOT / "tests" / "php"
VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (ROOT / "tests" / "vectors" / "signing.json").read_text(encoding="utf-8")
)
BODIES = ("", "{}", '{"text":"Remboursé à Zoé ✓ 🧾"}', '{"a":"\\u0000\\n"}', " [1, 2]\n")


def test_every_php_file_parses() -> None:
    files = sorted([*MODULE.rglob("*.php"), *TESTS.rglob("*.php")])
    assert len(files) > 50
    with ThreadPoolExecutor(4) as workers:
        parsed = list(workers.map(lambda file: php("-l", str(file)), files))
    assert [done.stdout + done.stderr for done in parsed if done.returncode != 0] == []


def test_every_folder_of_the_module_is_guarded_against_listing() -> None:
    folders = [MODULE, *(one for one in MODULE.rglob("*") if one.is_dir())]
    assert [str(one) for one in folders if not (one / "index.php").is_file()] == []


def test_no_class_of_the_module_runs_outside_prestashop() -> None:
    unguarded = [
        str(file)
        for file in MODULE.rglob("*.php")
        if file.name not in {"index.php", "autoload.php"}
        and not file.name.startswith(".")
        and "if (!defined('_PS_VERSION_')) {\n    exit;\n}" not in file.read_text(encoding="utf-8")
    ]
    assert unguarded == []


def test_the_php_tests_pass() -> None:
    done = php(str(TESTS / "run.php"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 failed" in done.stdout


def test_php_signs_calls_as_python_does() -> None:
    calls = [{**one, "do": "call"} for one in (*VECTORS["calls"], *fresh_calls())]
    assert ask_php(calls) == [signed_call(one) for one in calls]
    assert [one["signature"] for one in VECTORS["calls"]] == [
        signed_call(one) for one in VECTORS["calls"]
    ]


def test_php_signs_answers_as_python_does() -> None:
    answers = [{**one, "do": "answer"} for one in (*VECTORS["answers"], *fresh_answers())]
    assert ask_php(answers) == [signed_answer(one) for one in answers]


def test_php_takes_what_python_signs_and_nothing_changed_since() -> None:
    calls = list(fresh_calls())
    right = [claim(one, signed_call(one)) for one in calls]
    changed = [{**claim(one, signed_call(one)), "body": one["body"] + " "} for one in calls]
    assert ask_php(right) == [one["secret"] for one in calls]
    assert ask_php(changed) == ["" for _ in calls]


def test_php_accepts_and_refuses_as_the_vectors_say() -> None:
    checks = [{**one, "do": "check"} for one in VECTORS["checks"]]
    assert ask_php(checks) == [one["accepted"] for one in checks]


def signed_call(one: dict[str, Any]) -> str:
    parts = [one[name] for name in ("method", "path", "shop", "timestamp", "nonce")]
    return mac(one["secret"], ["COMPTOIR1", *parts, digest(one["body"])])


def signed_answer(one: dict[str, Any]) -> str:
    return mac(
        one["secret"], ["COMPTOIR1-ANSWER", str(one["status"]), one["nonce"], digest(one["body"])]
    )


def claim(one: dict[str, Any], signature: str) -> dict[str, Any]:
    """A call as it reaches the shop in the second it was signed."""
    named = {name: one[name] for name in ("shop", "timestamp", "nonce")}
    return {
        "do": "check",
        "secrets": [secrets.token_urlsafe(32), one["secret"]],
        "shop": one["shop"],
        "path": one["path"],
        "claimed": {**named, "signature": signature},
        "body": one["body"],
        "now": int(one["timestamp"]),
    }


def fresh_calls() -> list[dict[str, Any]]:
    return [
        {
            "secret": secrets.token_urlsafe(32),
            "method": "POST",
            "path": "/comptoir/v1/refund",
            "shop": f"shp_{secrets.token_hex(8)}",
            "timestamp": str(1_795_316_660 + secrets.randbelow(10**6)),
            "nonce": secrets.token_urlsafe(24),
            "body": body,
        }
        for body in BODIES
    ]


def fresh_answers() -> list[dict[str, Any]]:
    return [
        {
            "secret": secrets.token_urlsafe(32),
            "status": 200 + secrets.randbelow(300),
            "nonce": secrets.token_urlsafe(24),
            "body": body,
        }
        for body in BODIES
    ]


def mac(secret: str, lines: list[str]) -> str:
    return hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()


def digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def ask_php(questions: list[dict[str, Any]]) -> list[str]:
    done = php(str(TESTS / "sign.php"), given=json.dumps(questions))
    assert done.returncode == 0, done.stdout + done.stderr
    answers: list[str] = json.loads(done.stdout)
    return answers


def php(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = shutil.which("php")
    assert command is not None, "php is not installed: make setup installs Debian's php-cli"
    return subprocess.run(
        [command, *arguments], input=given, capture_output=True, text=True, timeout=60, check=False
    )
