"""The SMTP side of the sink: a real server on its own thread that keeps what it is given."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Mapping
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from platforms.mail.sandbox.faults import ANSWERS, FaultKind, Faults
from platforms.mail.sandbox.kept import Kept

_ACCEPTED = "250 2.0.0 Kept"


class Sink:
    """Listens from the moment it is made until ``stop``. Raises OSError when the port is taken."""

    def __init__(
        self, host: str, port: int, *, kept: Kept, faults: Faults, options: Mapping[str, object]
    ) -> None:
        self._hooks = _Hooks(kept, faults)
        self._options: dict[str, Any] = {"hostname": "mail.sandbox", "ident": "Comptoir", **options}
        self._socket = socket.create_server((host, port))
        self.port: int = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._is_over = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="mail-sink", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Closes the port and whatever line is still open."""
        self._loop.call_soon_threadsafe(self._is_over.set)
        self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        self._loop.run_until_complete(self._listen())

    async def _listen(self) -> None:
        server = await self._loop.create_server(self._conversation, sock=self._socket)
        await self._is_over.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _conversation(self) -> SMTP:
        return SMTP(self._hooks, loop=self._loop, **self._options)


class _Hooks:
    """What aiosmtpd calls by name."""

    def __init__(self, kept: Kept, faults: Faults) -> None:
        self._kept = kept
        self._faults = faults

    async def handle_RCPT(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        fault = self._faults.meet(FaultKind.REFUSE_RECIPIENT, FaultKind.DEFER_RECIPIENT)
        if fault is not None:
            return ANSWERS[fault.kind]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Known"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        fault = self._faults.meet(*_AT_DATA)
        if fault is not None and fault.kind in ANSWERS:
            return ANSWERS[fault.kind]
        if fault is None or fault.kind is not FaultKind.LOSE_MESSAGE:
            self._keep(envelope)
        if fault is not None and fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
        elif fault is not None and server.transport is not None:
            server.transport.close()
        return _ACCEPTED

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content or b""
        self._kept.keep(
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            content=content if isinstance(content, bytes) else content.encode(),
        )


_AT_DATA = (
    FaultKind.REFUSE_MESSAGE,
    FaultKind.DEFER_MESSAGE,
    FaultKind.LOSE_ANSWER,
    FaultKind.LOSE_MESSAGE,
    FaultKind.SLOW,
)
