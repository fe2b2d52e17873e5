"""Keeps files with what is written: bytes first, then the row that names them, nothing half."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from platforms.files import FileFault
from platforms.mail.arrived import Enclosure
from platforms.sniffing import sniffed
from sidebar import ids
from sidebar.actions.choosing import Lists, lists
from sidebar.actions.desk import Desk
from sidebar.clock import HOUR
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules import filing
from sidebar.rules.choices import offered
from sidebar.rules.filing import safe_name
from sidebar.rules.ticket import takes_messages
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import attachments, tickets
from sidebar.store.attachments import Attachment
from sidebar.store.database import Connection

OTHER, PHOTO = "other", "photo"

LEFT_FOR = 24 * HOUR
"""A text that was not sent by then is finished with other files."""

BATCH = 50


@dataclass(frozen=True, slots=True)
class Stored:
    """Where the bytes of a file are; ``refused`` says why they are nowhere."""

    key: str
    digest: str
    size: int
    content_type: str
    refused: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an agent's next message will carry, and what each file may be said to be."""

    files: tuple[Attachment, ...]
    lists: Lists

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def put(desk: Desk, shop_id: str, enclosure: Enclosure) -> Stored:
    """Keeps the bytes of what came with a mail, outside of any transaction.

    The key is made of the content: keeping it again, after a crash, changes nothing.
    Raises FileFault; a file that is empty or too large is refused and not kept.
    """
    stored = examined(shop_id, enclosure)
    if stored.key:
        desk.files.put(stored.key, enclosure.content)
    return stored


def examined(shop_id: str, enclosure: Enclosure) -> Stored:
    """Where ``put`` keeps it, without keeping it."""
    size = len(enclosure.content)
    refused = filing.fault(size)
    digest = sha256(enclosure.content).hexdigest()
    return Stored(
        key="" if refused else f"{shop_id}/{digest}",
        digest=digest,
        size=size,
        content_type=sniffed(enclosure.content, enclosure.name),
        refused=refused,
    )


def keep_incoming(
    store: Connection,
    desk: Desk,
    *,
    shop_id: str,
    ticket_id: str,
    message_id: str,
    enclosures: tuple[Enclosure, ...],
) -> int:
    """The rows of a mail's files, in the transaction that keeps its message; answers how many.

    ``put`` has kept their bytes before. Refused ones have a row too, which says why.
    """
    now = desk.clock.now()
    for enclosure in enclosures:
        stored = examined(shop_id, enclosure)
        is_picture = stored.content_type.startswith("image/")
        row = Attachment(
            id=ids.new_id("att", now),
            shop_id=shop_id,
            ticket_id=ticket_id,
            message_id=message_id,
            agent_id="",
            name=safe_name(enclosure.name),
            type=PHOTO if is_picture else OTHER,
            content_type=stored.content_type,
            size=stored.size,
            digest=stored.digest,
            key=stored.key,
            refused=stored.refused,
            added_at=now,
        )
        attachments.add(store, row)
    return len(enclosures)


def waiting(desk: Desk, viewer: Viewer, ticket_id: str) -> Waiting:
    """The viewer's files on this ticket that no message carries yet. Raises NotFound."""
    with desk.database.reading() as store:
        _check_ticket(store, viewer, ticket_id)
        files = attachments.waiting(store, ticket_id, viewer.agent_id)
        return Waiting(tuple(files), lists(store, viewer.shop_id))


def check(desk: Desk, viewer: Viewer, ticket_id: str) -> None:
    """Before any byte is taken. Raises Forbidden or NotFound."""
    _check_right(viewer)
    with desk.database.reading() as store:
        _check_ticket(store, viewer, ticket_id)


def add(
    desk: Desk, viewer: Viewer, ticket_id: str, *, name: str, content: bytes, type_code: str
) -> Attachment:
    """Keeps a file beside the viewer's text on this ticket.

    Raises Forbidden, NotFound, or Refused (``file_empty``, ``file_too_large``, ``too_many_files``,
    ``files_too_large``, ``closed``, ``files_away``): then nothing is kept.
    """
    _check_right(viewer)
    now, fresh_id = desk.clock.now(), ids.new_id("att", desk.clock.now())
    row = Attachment(
        id=fresh_id,
        shop_id=viewer.shop_id,
        ticket_id=ticket_id,
        message_id=None,
        agent_id=viewer.agent_id,
        name=safe_name(name),
        type=type_code,
        content_type=sniffed(content, name),
        size=len(content),
        digest=sha256(content).hexdigest(),
        # A key of its own: deleting this file never takes another's bytes.
        key=f"{viewer.shop_id}/{fresh_id}",
        refused="",
        added_at=now,
    )
    with desk.database.reading() as store:
        _check_room(store, viewer, row)
    try:
        desk.files.put(row.key, content)
    except FileFault as error:
        raise Refused("files_away") from error
    try:
        with desk.database.writing() as store:
            _check_room(store, viewer, row)
            attachments.add(store, row)
    except Refused:
        _forget_bytes(desk, [row.key])
        raise
    return row


def change_type(desk: Desk, viewer: Viewer, ticket_id: str, file_id: str, type_code: str) -> None:
    """Says what a waiting file is. Raises Forbidden, NotFound or Refused (``bad_request``)."""
    _check_right(viewer)
    with desk.database.writing() as store:
        _check_ticket(store, viewer, ticket_id)
        _check_type(store, viewer, type_code)
        found = attachments.find(store, file_id, ticket_id=ticket_id)
        if found is None or not attachments.change_type(
            store, file_id, agent_id=viewer.agent_id, type_code=type_code
        ):
            raise NotFound


def remove(desk: Desk, viewer: Viewer, ticket_id: str, file_id: str) -> None:
    """Takes a waiting file away; one that is gone already is gone. Raises Forbidden, NotFound."""
    _check_right(viewer)
    with desk.database.writing() as store:
        _check_ticket(store, viewer, ticket_id)
        found = attachments.find(store, file_id, ticket_id=ticket_id)
        if found is None or not attachments.remove(store, file_id, agent_id=viewer.agent_id):
            return
        left = attachments.unnamed(store, [found.key])
    _forget_bytes(desk, left)


def read(desk: Desk, viewer: Viewer, ticket_id: str, file_id: str) -> tuple[Attachment, bytes]:
    """A file with its bytes.

    Raises NotFound, or Refused (``file_gone``, ``files_away``) when its bytes cannot be had.
    What waits beside another's text is theirs alone until it is sent.
    """
    with desk.database.reading() as store:
        _check_ticket(store, viewer, ticket_id)
        found = attachments.find(store, file_id, ticket_id=ticket_id)
    if found is None or (found.message_id is None and found.agent_id != viewer.agent_id):
        raise NotFound
    return found, _bytes_of(desk, found)


def read_signed(desk: Desk, shop_id: str, file_id: str) -> tuple[Attachment, bytes]:
    """A file that a signed address names. Raises NotFound or Refused as ``read`` does."""
    with desk.database.reading() as store:
        found = attachments.of_shop(store, file_id, shop_id=shop_id)
    if found is None:
        raise NotFound
    return found, _bytes_of(desk, found)


def forget_left(desk: Desk) -> int:
    """Deletes what waited for a day beside a text that was never sent; answers how many files.

    A file whose bytes cannot be reached now leaves its row all the same: nobody asks for it again.
    """
    before = desk.clock.now() - LEFT_FOR
    with desk.database.reading() as store:
        is_any = bool(attachments.left_waiting(store, before=before, most=1))
    if not is_any:
        return 0
    with desk.database.writing() as store:
        found = attachments.left_waiting(store, before=before, most=BATCH)
        for file in found:
            attachments.remove(store, file.id, agent_id=file.agent_id)
        left = attachments.unnamed(store, [file.key for file in found])
    _forget_bytes(desk, left)
    return len(found)


def _bytes_of(desk: Desk, file: Attachment) -> bytes:
    if not file.is_kept:
        raise Refused("file_gone")
    try:
        return desk.files.get(file.key)
    except FileFault as error:
        raise Refused("file_gone" if error.is_missing else "files_away") from error


def _forget_bytes(desk: Desk, keys: list[str]) -> None:
    for key in keys:
        try:
            desk.files.delete(key)
        except FileFault:
            # Bytes that nobody names harm nobody; the rows, which people see, are right.
            continue


def _check_right(viewer: Viewer) -> None:
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")


def _check_ticket(store: Connection, viewer: Viewer, ticket_id: str) -> None:
    if tickets.find(store, ticket_id, shop_id=viewer.shop_id) is None:
        raise NotFound


def _check_type(store: Connection, viewer: Viewer, type_code: str) -> None:
    known = offered(lists(store, viewer.shop_id).attachments)
    if type_code not in {choice.code for choice in known}:
        raise Refused("bad_request")


def _check_room(store: Connection, viewer: Viewer, fresh: Attachment) -> None:
    """Twice: before bytes are kept, and in the transaction that counts them."""
    ticket = tickets.find(store, fresh.ticket_id, shop_id=viewer.shop_id)
    if ticket is None:
        raise NotFound
    if not takes_messages(ticket.status):
        raise Refused("closed")
    _check_type(store, viewer, fresh.type)
    beside = attachments.waiting(store, fresh.ticket_id, viewer.agent_id)
    reason = filing.fault(fresh.size, [file.size for file in beside])
    if reason:
        raise Refused(reason)
