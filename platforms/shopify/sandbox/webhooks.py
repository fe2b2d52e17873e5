"""What the stores tell the app: each message signed over its bytes, and tried until it is taken."""

from __future__ import annotations

import hmac
import json
import uuid
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Condition
from typing import Any

from platforms.shopify.sandbox.payloads import payload
from platforms.shopify.sandbox.store import Node, Store

VERSION = "2026-10"
PATH = "/webhooks/shopify"
TRIES = 9
"""Once, and eight times more."""
AFTER_LEAVING = frozenset({"app/uninstalled", "shop/redact", "customers/redact"})
"""What a store still says once the app is gone."""


@dataclass(slots=True)
class Message:
    """One delivery of one event."""

    host: str
    topic: str
    body: bytes = field(repr=False)
    triggered_at: str
    webhook_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    event_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    statuses: list[int] = field(default_factory=list)
    """What each try was answered with; 0 where it was not answered."""

    @property
    def is_taken(self) -> bool:
        """Whether the app said that it has it."""
        return bool(self.statuses) and 200 <= self.statuses[-1] < 300

    @property
    def waits(self) -> bool:
        """Whether it will be tried again."""
        return not self.is_taken and len(self.statuses) < TRIES

    def headers(self, secret: str) -> dict[str, str]:
        """As they travel; the signature covers the body alone."""
        return {
            "Content-Type": "application/json",
            "X-Shopify-Hmac-Sha256": signature(secret, self.body),
            "X-Shopify-Topic": self.topic,
            "X-Shopify-Shop-Domain": self.host,
            "X-Shopify-Webhook-Id": self.webhook_id,
            "X-Shopify-Event-Id": self.event_id,
            "X-Shopify-Triggered-At": self.triggered_at,
            "X-Shopify-API-Version": VERSION,
        }


class Webhooks:
    """Every message that the stores had to tell, and how it fared."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._kept: list[Message] = []

    def tell(self, store: Store, topic: str, about: Node) -> Message | None:
        """A message about a row, in the shape of REST; None where nobody listens any more."""
        return self.send(store, topic, payload(store, topic, about))

    def send(self, store: Store, topic: str, content: Mapping[str, Any]) -> Message | None:
        """A message with this very content."""
        if not store.installed and topic not in AFTER_LEAVING:
            return None
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        message = Message(store.host, topic, body, store.clock.iso())
        with self._changed:
            self._kept.append(message)
            self._changed.notify_all()
        return message

    def again(self, message: Message) -> None:
        """The same delivery once more, as a network in doubt does it."""
        with self._changed:
            message.statuses.clear()
            self._changed.notify_all()

    def all(self, topic: str | None = None, host: str | None = None) -> Sequence[Message]:
        """Those of a topic, of a store, or all; oldest first."""
        with self._changed:
            return [
                it for it in self._kept if topic in {None, it.topic} and host in {None, it.host}
            ]

    def waiting(self) -> Sequence[Message]:
        """What is still to be taken, oldest first."""
        with self._changed:
            return [it for it in self._kept if it.waits]

    def deliver(self, secret: str, post: Callable[[bytes, Mapping[str, str]], int]) -> bool:
        """Try each waiting message once; whether all of them were taken."""
        fine = True
        for message in self.waiting():
            message.statuses.append(post(message.body, message.headers(secret)))
            fine = fine and message.is_taken
        return fine

    def wait(self, seconds: float) -> None:
        """Until there is something new, or so long."""
        with self._changed:
            self._changed.wait(seconds)

    def reset(self) -> None:
        """Nothing was ever told."""
        with self._changed:
            self._kept = []


def signature(secret: str, body: bytes) -> str:
    """As Shopify signs a webhook."""
    return b64encode(hmac.new(secret.encode(), body, sha256).digest()).decode()
