"""``comptoir`` as it is really run: in a process of its own."""

from __future__ import annotations

import subprocess
import sys

from tests.served import ROOT, environment


def run(*words: str, url: str, **told: str) -> subprocess.CompletedProcess[str]:
    """``comptoir`` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env=environment(url, LANG="en", LC_ALL="", LC_MESSAGES="", **told),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
