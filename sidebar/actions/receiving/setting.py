"""Where a shop's mail is fetched from, as a manager or administrator says; passwords are sealed."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from platforms.mail.incoming import Examined, MailboxFault, Position, examine
from sidebar.actions import recording
from sidebar.actions.desk import Desk
from sidebar.actions.receiving.rounds import settings_of
from sidebar.actions.shops import is_host
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import mailboxes, mails, shops
from sidebar.store.database import Connection
from sidebar.store.mailboxes import FROM_NOW_ON, KeptMailbox
from sidebar.store.mails import KeptMail
from sidebar.store.shops import Shop

IMAP, FOLDER = "imap", "folder"
SECURITIES = ("tls", "starttls", "none")
SHOWN = 50
TRY_SECONDS = 10.0
"""Someone waits for it before a page."""


@dataclass(frozen=True, slots=True)
class WantedMailbox:
    """What is said of a mailbox; a password that is None stays the one that is known."""

    kind: str = IMAP
    host: str = ""
    port: int = 993
    security: str = "tls"
    user: str = ""
    password: str | None = dataclasses.field(default=None, repr=False)
    folder: str = "INBOX"
    is_on: bool = True
    takes_tags: bool = False
    takes_old: bool = False
    """Whether what lies there already is taken in too, when it is first read."""


@dataclass(frozen=True, slots=True)
class MailboxPage:
    """A shop's mailbox, how it fares, and the last mails that were not made messages."""

    shop: Shop
    box: KeptMailbox | None
    counts: dict[str, int]
    mails: tuple[KeptMail, ...]


def show(desk: Desk, viewer: Viewer) -> MailboxPage:
    """The page. Raises Forbidden or NotFound."""
    check_manager(viewer)
    with desk.database.reading() as store:
        shop = shops.find(store, viewer.shop_id)
        if shop is None:
            raise NotFound
        return MailboxPage(
            shop,
            mailboxes.find(store, shop.id),
            mails.counts(store, shop.id),
            tuple(mails.not_kept(store, shop.id, most=SHOWN)),
        )


def save(desk: Desk, viewer: Viewer, wanted: WantedMailbox) -> None:
    """Keeps what a manager says. Raises Forbidden, NotFound, or Refused as ``keep`` does.

    A page speaks to servers only: a folder of this machine is for who runs it.
    """
    check_manager(viewer)
    checked(dataclasses.replace(wanted, kind=IMAP))
    with desk.database.writing() as store:
        old, new = _keep(store, desk, viewer.shop_id, dataclasses.replace(wanted, kind=IMAP))
        recording.settled(
            store,
            desk,
            viewer,
            section="mailbox",
            subject=new.user or new.host,
            old=_told(old) if old else "",
            new=_told(new),
        )


def keep(desk: Desk, shop_id: str, wanted: WantedMailbox) -> KeptMailbox:
    """The shop's mailbox, as an administrator says.

    Raises NotFound or Refused (``bad_mail_host``, ``bad_mail_security``, ``bad_mail_user``,
    ``bad_mail_folder``).
    """
    checked(wanted)
    with desk.database.writing() as store:
        return _keep(store, desk, shop_id, wanted)[1]


def known(desk: Desk, shop_id: str) -> WantedMailbox:
    """What is said of the shop's mailbox so far, less its password."""
    with desk.database.reading() as store:
        box = mailboxes.find(store, shop_id)
    if box is None:
        return WantedMailbox()
    return WantedMailbox(
        kind=box.kind,
        host=box.host,
        port=box.port,
        security=box.security,
        user=box.user,
        folder=box.folder,
        is_on=box.is_on,
        takes_tags=box.takes_tags,
    )


def check(desk: Desk, shop_id: str) -> Examined:
    """What a look at the shop's mailbox shows now. Raises NotFound or Refused (its fault)."""
    with desk.database.reading() as store:
        box = mailboxes.find(store, shop_id)
    if box is None:
        raise NotFound
    return examined(desk, box)


def try_it(desk: Desk, viewer: Viewer) -> Examined:
    """The same, for a manager. Raises Forbidden too."""
    check_manager(viewer)
    return check(desk, viewer.shop_id)


def examined(desk: Desk, box: KeptMailbox) -> Examined:
    """What a look at a mailbox shows; the next round looks too. Raises Refused (its fault)."""
    position = Position(max(box.uid_validity, 0), box.last_uid)
    try:
        seen = examine(settings_of(desk, box), position, timeout=TRY_SECONDS)
    except MailboxFault as fault:
        raise Refused(f"mailbox_{fault.name}") from fault
    with desk.database.writing() as store:
        mailboxes.bring_forward(store, box.shop_id, now=desk.clock.now())
    return seen


def check_manager(viewer: Viewer) -> None:
    """Raises Forbidden for anyone else."""
    if not viewer.may(Role.MANAGE):
        raise Forbidden("manage")


def checked(wanted: WantedMailbox) -> None:
    """Raises Refused as ``keep`` does."""
    names = (wanted.user, wanted.folder, wanted.password or "")
    if wanted.kind == IMAP and not is_host(wanted.host):
        raise Refused("bad_mail_host")
    if wanted.security not in SECURITIES or not 0 < wanted.port < 65536:
        raise Refused("bad_mail_security")
    if not all(name.isprintable() for name in names) or (wanted.kind == IMAP and not wanted.user):
        raise Refused("bad_mail_user")
    if not wanted.folder.strip():
        raise Refused("bad_mail_folder")


def _keep(
    store: Connection, desk: Desk, shop_id: str, wanted: WantedMailbox
) -> tuple[KeptMailbox | None, KeptMailbox]:
    if shops.find(store, shop_id) is None:
        raise NotFound
    old = mailboxes.find(store, shop_id)
    fresh = KeptMailbox(
        shop_id=shop_id,
        kind=wanted.kind,
        host=wanted.host,
        port=wanted.port,
        security=wanted.security,
        user=wanted.user,
        folder=wanted.folder,
        is_on=wanted.is_on,
        takes_tags=wanted.takes_tags,
        uid_validity=0 if wanted.takes_old else FROM_NOW_ON,
        due_at=desk.clock.now(),
    )
    is_same = old is not None and _place(old) == _place(fresh)
    if old is not None and is_same:
        fresh = dataclasses.replace(
            fresh,
            uid_validity=old.uid_validity,
            last_uid=old.last_uid,
            checked_at=old.checked_at,
            stumbles=old.stumbles,
        )
    # A known password never goes to another server than the one it was given for.
    is_theirs = old is not None and (old.host, old.user) == (fresh.host, fresh.user)
    sealed = old.sealed if old is not None and is_theirs else ""
    if wanted.password is not None:
        sealed = desk.vault.seal({"password": wanted.password})
    fresh = dataclasses.replace(fresh, sealed=sealed)
    mailboxes.keep(store, fresh)
    return old, fresh


def _place(box: KeptMailbox) -> tuple[str, str, str, str]:
    """Another place has other mails, and numbers them anew."""
    return box.kind, box.host, box.user, box.folder


def _told(box: KeptMailbox) -> str:
    """The settings in one line, without the password."""
    marks = [box.security, "+tags" if box.takes_tags else "", "on" if box.is_on else "off"]
    place = f"{box.user}@{box.host}:{box.port}/{box.folder}"
    return f"{place} ({', '.join(filter(None, marks))})"
