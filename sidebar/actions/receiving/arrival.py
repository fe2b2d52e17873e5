"""One mail with all that was done for it outside of any transaction: doing it again is harmless."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from platforms.mail.arrived import ArrivedMail, Automatic
from platforms.mail.incoming import Fetched
from platforms.mail.letters import Mailbox
from platforms.mail.reading import read
from sidebar import ids
from sidebar.actions import clearing
from sidebar.actions.desk import Desk
from sidebar.actions.receiving import own_orders
from sidebar.rules.arriving import is_own
from sidebar.rules.conversation import LONGEST_MESSAGE
from sidebar.store.mailboxes import KeptMailbox
from sidebar.store.mails import KeptMail, MailState
from sidebar.store.shops import Shop

LONGEST_QUOTED = 200_000
LONGEST_LOOK = 1_000_000
"""Characters of its own look: a longer one is not shown; the whole mail can be downloaded."""

LONGEST_LINE = 998
"""Of a subject, an id or an address: what one line of a mail may hold (RFC 5322 §2.1.1)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail that was read; its files and its whole are kept already."""

    record: KeptMail
    mail: ArrivedMail | None
    """None where it was never fetched: ``record`` says why."""
    orders: tuple[tuple[str, str], ...] = ()
    """(id, reference) of the sender's orders, as their shop names them."""

    @property
    def writer(self) -> Mailbox:
        """Whoever wrote it."""
        return Mailbox("", "") if self.mail is None else self.mail.sender


def prepared(
    desk: Desk, shop: Shop, box: KeptMailbox, fetched: Fetched, *, is_read: bool = True
) -> Arrival:
    """The mail, kept whole and read; a shop that is away is done without. Raises FileFault.

    One that breaks whoever looks at it is kept whole and not read.
    """
    raw = fetched.raw
    if raw is None:
        digest = f"{fetched.uid_validity}:{fetched.uid}:{fetched.fault}"
        return Arrival(_record(desk, shop, fetched, digest=digest, reason=fetched.fault), None)
    content = sha256(raw).hexdigest()
    key = f"{shop.id}/mails/{content}"
    desk.files.put(key, raw)
    if not is_read:
        return Arrival(
            _record(desk, shop, fetched, digest=content, reason="unreadable", key=key), None
        )
    return _read(desk, shop, box, raw, _record(desk, shop, fetched, digest="", key=key))


def again(desk: Desk, shop: Shop, box: KeptMailbox | None, record: KeptMail) -> Arrival:
    """A mail that was kept whole before, read once more. Raises FileFault."""
    return _read(desk, shop, box, desk.files.get(record.key), record)


def _read(desk: Desk, shop: Shop, box: KeptMailbox | None, raw: bytes, record: KeptMail) -> Arrival:
    mail = _shortened(_from_writer(shop, box, read(raw)))
    clearing.put_unnamed(desk, shop.id, mail.enclosures)
    told = replace(
        record,
        digest=mail.digest[:LONGEST_LINE],
        mail_id=mail.mail_id,
        from_address=mail.sender.address,
        subject=mail.subject,
    )
    is_written = mail.automatic in (Automatic.NO, Automatic.LIST)
    orders = own_orders.of_writer(desk, shop, mail) if is_written else ()
    return Arrival(told, mail, orders)


def own_addresses(shop: Shop, box: KeptMailbox | None) -> tuple[str, ...]:
    """The addresses that the shop itself writes from, and is written to."""
    user = box.user if box is not None and "@" in box.user else ""
    return tuple(filter(None, (shop.mail.sender, shop.mail.reply_to, user)))


def _from_writer(shop: Shop, box: KeptMailbox | None, mail: ArrivedMail) -> ArrivedMail:
    """A shop's contact form writes from the shop's own address, and names the customer beside."""
    own = own_addresses(shop, box)
    answered = mail.reply_to
    if answered is None or is_own(answered.address, own) or not is_own(mail.sender.address, own):
        return mail
    return replace(mail, sender=answered)


def _shortened(mail: ArrivedMail) -> ArrivedMail:
    """What a message can hold; the rest of a long text is folded behind it, and nothing is lost."""
    text, quoted = mail.text, mail.quoted
    if not text.strip():
        text, quoted = quoted, ""
    text, rest = text[:LONGEST_MESSAGE], text[LONGEST_MESSAGE:]
    return replace(
        mail,
        text=text.strip(),
        quoted=(rest + quoted)[:LONGEST_QUOTED],
        html=mail.html if len(mail.html) <= LONGEST_LOOK else "",
        subject=mail.subject[:LONGEST_LINE],
        mail_id=mail.mail_id[:LONGEST_LINE],
        sender=Mailbox(mail.sender.name[:LONGEST_LINE], mail.sender.address[:LONGEST_LINE]),
    )


def _record(
    desk: Desk, shop: Shop, fetched: Fetched, *, digest: str, reason: str = "", key: str = ""
) -> KeptMail:
    now = desk.clock.now()
    return KeptMail(
        id=ids.new_id("mai", now),
        shop_id=shop.id,
        uid_validity=fetched.uid_validity,
        uid=fetched.uid,
        digest=digest,
        mail_id="",
        state=MailState.REFUSED,
        reason=reason,
        from_address="",
        subject="",
        key=key,
        ticket_id=None,
        message_id=None,
        arrived_at=now,
    )
