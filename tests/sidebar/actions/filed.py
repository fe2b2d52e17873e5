"""Files of the tests: small ones of each kind, and how the cast adds them."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image

from platforms.files import FileFault, in_memory
from sidebar.actions import attaching
from sidebar.actions.opening import Opened
from sidebar.store.attachments import Attachment
from tests.sidebar.stage import Stage

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind: str = "PNG", side: int = 40, **more: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (side, side // 2), (200, 30, 90)).save(written, kind, **more)
    return written.getvalue()


def add(
    stage: Stage,
    opened: Opened,
    name: str = "facture.pdf",
    content: bytes = PDF,
    type_code: str = "invoice",
) -> Attachment:
    """A file beside this person's text."""
    return attaching.add(
        stage.desk,
        opened.viewer,
        opened.ticket.id,
        name=name,
        content=content,
        type_code=type_code,
    )


class Unsure:
    """Files that are away while ``is_away``; ``meanwhile`` happens as they are asked for."""

    def __init__(self) -> None:
        self.kept = in_memory()
        self.is_away = False
        self.meanwhile: Callable[[], None] = lambda: None

    def put(self, key: str, content: bytes) -> None:
        self._take()
        self.kept.put(key, content)

    def get(self, key: str) -> bytes:
        self._take()
        return self.kept.get(key)

    def delete(self, key: str) -> None:
        self._take()
        self.kept.delete(key)

    def clear(self, prefix: str) -> None:
        self._take()
        self.kept.clear(prefix)

    def _take(self) -> None:
        self.meanwhile()
        if self.is_away:
            raise FileFault
