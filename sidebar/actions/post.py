"""Delivers the outbox: each letter once, tried again only while nothing of it can have left."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Self

import msgspec

from platforms.files import FileFault
from platforms.mail.composing import deliverable
from platforms.mail.letters import (
    Letter,
    Mailbox,
    MailDeferred,
    MailError,
    MailRefused,
    MailUnsure,
    SmtpSettings,
)
from sidebar import ids
from sidebar.actions import dressing, pacing
from sidebar.actions.desk import Desk
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules import delivery
from sidebar.rules.delivery import (
    CARRIERS,
    CARRIERS_A_SHOP,
    LetterState,
    may_send_again,
)
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import events, letters, shops, tickets
from sidebar.store.customers import KnownCustomer
from sidebar.store.erasing import ERASED
from sidebar.store.events import Event, EventKind
from sidebar.store.letters import StagedLetter
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

BATCH = 20


class Overtaken(Exception):
    """Another worker has this letter: it must not leave from here."""


def deliver_due(desk: Desk) -> int:
    """Sends everything that is due, and waits for it; answers how many letters it took.

    The first fault that nobody foresaw is raised, once the letters on their way have ended.
    """
    with Carriers(desk) as carriers:
        while carriers.start_due():
            faults = carriers.ended(within=None)
            if faults:
                raise faults[0]
        return carriers.taken


class Carriers:
    """Carries letters side by side, so that a silent server holds up no other shop's letters.

    For one thread to use. A letter is claimed by the thread that then sends it: its lease never
    runs while it waits for a carrier. Leaving the block waits for the letters on their way.
    """

    def __init__(self, desk: Desk) -> None:
        self.taken = 0
        self._desk = desk
        self._pool = ThreadPoolExecutor(CARRIERS, thread_name_prefix="carrier")
        self._under_way: dict[Future[bool], StagedLetter] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self._pool.shutdown()

    def start_due(self) -> bool:
        """Recovers lost letters and starts those due for which there is room.

        Answers whether any is on its way, or ended and not asked about yet.
        """
        recover_lost(self._desk)
        with self._desk.database.reading() as store:
            waiting = letters.due(store, now=self._desk.clock.now(), most=BATCH)
        for letter in waiting:
            if self._has_room(letter):
                self._under_way[self._pool.submit(_deliver, self._desk, letter)] = letter
        return bool(self._under_way)

    def ended(self, *, within: float | None) -> list[BaseException]:
        """Waits up to ``within`` seconds for a letter to end; answers the faults of those that did.

        What a mail server answers is the letter's fate and no fault.
        """
        done, _ = wait(self._under_way, timeout=within, return_when=FIRST_COMPLETED)
        for attempt in done:
            del self._under_way[attempt]
        faults = [fault for attempt in done if (fault := attempt.exception()) is not None]
        self.taken += sum(attempt.result() for attempt in done if attempt.exception() is None)
        return faults

    def _has_room(self, letter: StagedLetter) -> bool:
        moving = [other for attempt, other in self._under_way.items() if not attempt.done()]
        of_shop = [other for other in moving if other.shop_id == letter.shop_id]
        # One that was started a moment ago may not be claimed yet, and so have been read as due.
        is_after_another = any(other.ticket_id == letter.ticket_id for other in of_shop)
        return len(moving) < CARRIERS and len(of_shop) < CARRIERS_A_SHOP and not is_after_another


def recover_lost(desk: Desk) -> int:
    """Letters whose worker died: queued again, or *unsure* when the message may have left."""
    now = desk.clock.now()
    with desk.database.reading() as store:
        abandoned = letters.lost(store, now=now)
    for letter in abandoned:
        state = delivery.after_lost_worker(letter.state)
        _settle(desk, letter, attempt=letter.attempt, state=state, fault="worker_lost")
    return len(abandoned)


def _deliver(desk: Desk, letter: StagedLetter) -> bool:
    with desk.database.writing() as store:
        shop = shops.find(store, letter.shop_id)
        ticket = tickets.find(store, letter.ticket_id, shop_id=letter.shop_id)
        now = desk.clock.now()
        is_ours = (
            shop is not None
            and not pacing.must_wait(store, shop, now=now)
            and letters.claim(store, letter, lease_until=now + delivery.lease_of(letter.content))
        )
        is_tagged = letter.purpose != dressing.TO_COLLEAGUES and dressing.takes_tags(
            store, letter.shop_id
        )
    if shop is None or not is_ours:
        return False
    attempt = letter.attempt + 1
    state, fault = _attempt(desk, shop, ticket, letter=letter, is_tagged=is_tagged)
    _settle(desk, letter, attempt=attempt, state=state, fault=fault)
    return True


def _attempt(
    desk: Desk, shop: Shop, ticket: Ticket | None, *, letter: StagedLetter, is_tagged: bool
) -> tuple[LetterState, str]:
    def before_data() -> None:
        with desk.database.writing() as store:
            if not letters.hand_over(store, letter.id, attempt=letter.attempt + 1):
                raise Overtaken

    try:
        customer = ticket.customer if ticket is not None else None
        written = _with_files(desk, _addressed(letter, shop, customer))
        written = dressing.dressed(desk, written, ticket, is_tagged=is_tagged)
        desk.deliver(written, _smtp(desk, shop), before_data)
    except MailRefused as error:
        return LetterState.REFUSED, error.name
    except MailUnsure as error:
        return LetterState.UNSURE, error.name
    except MailError as error:
        if isinstance(error, MailDeferred) and error.holds_all:
            until = delivery.next_due(letter.attempt + 1, desk.clock.now())
            pacing.pause(desk, shop.id, until=until)
        return LetterState.QUEUED, error.name
    except Overtaken:
        return LetterState.QUEUED, "overtaken"
    return LetterState.SENT, ""


def _addressed(letter: StagedLetter, shop: Shop, customer: KnownCustomer | None) -> Letter:
    """The letter as it was written, from and to the addresses known now: each try may be mended.

    What is no reply goes where it was addressed. The files that go with it are read now.

    Raises MailDeferred (``no_sender``, ``bad_sender``, ``no_address``), and MailRefused for one
    whose words were erased.
    """
    if not letter.content:
        raise MailRefused(ERASED)
    if not shop.mail.sender:
        raise MailDeferred("no_sender")
    written = msgspec.json.decode(letter.content, type=Letter)
    recipient = written.recipient
    if letter.purpose == "reply":
        if customer is None or not customer.email:
            raise MailDeferred("no_address")
        recipient = Mailbox(customer.name, customer.email)
    for address in filter(None, (shop.mail.sender, shop.mail.reply_to)):
        _check_own(address)
    return replace(
        written,
        sender=Mailbox(shop.mail.sender_name or shop.name, shop.mail.sender),
        reply_to=shop.mail.reply_to,
        recipient=recipient,
    )


def _with_files(desk: Desk, letter: Letter) -> Letter:
    """The letter with the bytes of what it names, read as late as may be.

    Raises MailRefused (``file_missing``) or MailDeferred (``files_unreachable``).
    """
    try:
        read = [replace(file, content=desk.files.get(file.key)) for file in letter.enclosed]
    except FileFault as error:
        if error.is_missing:
            raise MailRefused("file_missing") from error
        raise MailDeferred("files_unreachable") from error
    return replace(letter, enclosed=tuple(read))


def _check_own(address: str) -> None:
    """Tells the shop's own mistake from the customer's: its letters wait until it is mended."""
    try:
        deliverable(address)
    except MailRefused as error:
        raise MailDeferred("bad_sender") from error


def _smtp(desk: Desk, shop: Shop) -> SmtpSettings:
    return SmtpSettings(
        host=shop.mail.host,
        port=shop.mail.port,
        security=shop.mail.security,
        user=shop.mail.user,
        password=desk.secrets(shop).smtp_password,
    )


def _settle(
    desk: Desk, letter: StagedLetter, *, attempt: int, state: LetterState, fault: str
) -> None:
    now = desk.clock.now()
    due_at = delivery.next_due(attempt, now) if state is LetterState.QUEUED else 0
    with desk.database.writing() as store:
        letters.settle(
            store,
            letter.id,
            attempt=attempt,
            state=state,
            fault=fault,
            due_at=due_at,
            now=now,
        )


def send_again(desk: Desk, viewer: Viewer, ticket_id: str, letter_id: str) -> None:
    """A person takes it on themselves to send an unsettled letter again.

    Raises Forbidden, NotFound or Refused (``not_waiting``: it was sent, or is being sent).
    """
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
    now = desk.clock.now()
    with desk.database.writing() as store:
        ticket = tickets.find(store, ticket_id, shop_id=viewer.shop_id)
        letter = letters.find(store, letter_id, ticket_id=ticket_id) if ticket else None
        if ticket is None or letter is None:
            raise NotFound
        if not may_send_again(letter.state) or not letters.queue_again(store, letter, now=now):
            raise Refused("not_waiting")
        events.record(
            store,
            Event(
                id=ids.new_id("evt", now),
                ticket_id=ticket.id,
                kind=EventKind.SENT_AGAIN,
                actor_id=viewer.agent_id,
                actor_name=viewer.name,
                old=letter.state.value,
                new=LetterState.QUEUED.value,
                happened_at=now,
            ),
        )
