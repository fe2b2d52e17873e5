"""Mails that were not made messages: read whole by a manager, or made a ticket after all."""

from __future__ import annotations

from platforms.files import FileFault
from sidebar.actions.desk import Desk
from sidebar.actions.receiving import arrival, keeping
from sidebar.actions.receiving.saying import Overtaken
from sidebar.actions.receiving.setting import check_manager
from sidebar.errors import NotFound, Refused
from sidebar.rules.viewer import Viewer
from sidebar.store import mailboxes, mails, shops
from sidebar.store.mailboxes import KeptMailbox
from sidebar.store.mails import KeptMail, MailState
from sidebar.store.shops import Shop


def whole(desk: Desk, viewer: Viewer, mail_id: str) -> bytes:
    """The mail as it came. Raises Forbidden, NotFound or Refused (``mail_not_whole``)."""
    check_manager(viewer)
    _, _, record = _found(desk, viewer, mail_id)
    return _content(desk, record)


def make_ticket(desk: Desk, viewer: Viewer, mail_id: str) -> str:
    """A ticket of a mail that began none; answers its id.

    It goes on with a ticket that it belongs to. Raises Forbidden, NotFound or Refused
    (``mail_not_whole``, ``mail_kept_already``, ``moved_on``).
    """
    check_manager(viewer)
    shop, box, record = _found(desk, viewer, mail_id)
    if not record.key:
        raise Refused("mail_not_whole")
    try:
        read = arrival.again(desk, shop, box, record)
    except FileFault as error:
        raise Refused("mail_not_whole") from error
    for _ in range(keeping.ONCE_MORE):
        try:
            with desk.database.writing() as store:
                if not mails.take_up(store, record.id):
                    raise Refused("mail_kept_already")
                told = keeping.became(store, desk, shop, box, read, is_wanted=True)
                keeping.settle(store, read, told)
        except Overtaken:
            continue
        return told.ticket_id or ""
    raise Refused("moved_on")


def _found(desk: Desk, viewer: Viewer, mail_id: str) -> tuple[Shop, KeptMailbox | None, KeptMail]:
    with desk.database.reading() as store:
        shop = shops.find(store, viewer.shop_id)
        record = mails.find(store, mail_id, shop_id=viewer.shop_id)
        if shop is None or record is None or record.state is MailState.KEPT:
            raise NotFound
        return shop, mailboxes.find(store, shop.id), record


def _content(desk: Desk, record: KeptMail) -> bytes:
    if not record.key:
        raise Refused("mail_not_whole")
    try:
        return desk.files.get(record.key)
    except FileFault as error:
        raise Refused("mail_not_whole") from error
