"""A mail sandbox of one's own, and the letters of the cast."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from platforms.mail.letters import SmtpSettings
from platforms.mail.sandbox import MailSandbox, serve


@pytest.fixture
def sandbox() -> Iterator[MailSandbox]:
    running = serve("127.0.0.1")
    yield running
    running.stop()


@pytest.fixture
def settings(sandbox: MailSandbox) -> SmtpSettings:
    """How to reach that sandbox."""
    return SmtpSettings("127.0.0.1", sandbox.smtp_port, "none")
