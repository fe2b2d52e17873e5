"""The stage of the panel's tests: a desk over a store and a shop, and the panel a client sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Barrier
from typing import Any, TypeVar

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.test import TestResponse

from platforms.contract import (
    Barred,
    Check,
    Connection,
    FoundOrder,
    Image,
    OrderSearch,
    PlatformError,
)
from platforms.moves import (
    Act,
    CancelChoice,
    CancelReview,
    Capabilities,
    Declined,
    Done,
    Outcome,
    Picked,
    Refundable,
    RefundReview,
    Sent,
)
from platforms.notices import Notice
from platforms.plain import Plain
from platforms.shapes import Money, Order
from sidebar.actions import opening, speaking
from sidebar.actions.desk import Desk
from sidebar.actions.opening import Opened
from sidebar.actions.speaking import Reply
from sidebar.clock import SetClock
from sidebar.rules.conversation import MessageKind
from sidebar.rules.ticket import Status
from sidebar.store.database import Database, Row
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket
from sidebar.web import create_app, session
from tests.cast import CAMILLE, Person, PostBox, connect_shop, desk_over, launch, settings_of

T = TypeVar("T")


class Compiled(BytecodeCache):
    """Templates compiled once for all the applications of a test run."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        known = self._known.get((bucket.key, bucket.checksum))
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


COMPILED = Compiled()

TABLES = ("tickets", "messages", "events", "letters", "drafts", "presence", "launches", "customers")
"""Everything that a visit may write."""


@dataclass(frozen=True)
class Stage:
    """One connected shop and the desk it is served at."""

    desk: Desk
    clock: SetClock
    post: PostBox
    shop: Shop
    secret: str = field(repr=False)

    def token(self, person: Person = CAMILLE, **claims: Any) -> str:
        return launch(self.desk, self.shop, self.secret, person, **claims)

    def enter(self, person: Person = CAMILLE, **claims: Any) -> Opened:
        """A click on the purple button."""
        return opening.open_from_launch(self.desk, "prestashop", self.token(person, **claims))

    def say(self, opened: Opened, text: str = "Bonjour", **told: Any) -> Ticket:
        """A reply on a ticket, of someone who has seen everything on it."""
        known: dict[str, Any] = {
            "text": text,
            "kind": MessageKind.AGENT,
            "next_status": None,
            "ask_id": f"ask-{self.count('messages')}",
            "seen_version": 10**9,
        }
        reply = Reply(**{**known, **told})
        return speaking.send(self.desk, self.shop, opened.viewer, opened.ticket.id, reply)

    def note(self, opened: Opened, text: str = "Pour nous", **told: Any) -> Ticket:
        return self.say(opened, text, kind=MessageKind.NOTE, **told)

    def move(self, opened: Opened, new: Status) -> Ticket:
        return speaking.change_status(self.desk, opened.viewer, opened.ticket.id, new)

    def rows(self, table: str) -> list[Row]:
        with self.desk.database.reading() as store:
            return store.all(f"SELECT * FROM {table}")

    def count(self, table: str) -> int:
        return len(self.rows(table))

    def counts(self) -> dict[str, int]:
        """How many rows each table holds that a visit may write."""
        return {table: self.count(table) for table in TABLES}

    def letter(self) -> Row:
        """The only letter there is."""
        (row,) = self.rows("letters")
        return row


def stage_over(database: Database, url: str, clock: SetClock, **told: Any) -> Stage:
    """A shop at this address, connected to the store."""
    post = PostBox()
    desk = desk_over(database, clock=clock, post=post)
    shop, secret = connect_shop(desk, url, **told)
    return Stage(desk, clock, post, shop, secret)


@dataclass
class StillShop(Plain):
    """A shop that says what it is told to; ``meanwhile`` happens while it is being asked."""

    order: Order
    found: tuple[FoundOrder, ...] = ()
    image: Image = field(default_factory=lambda: Image(b"GIF89a", "image/gif"))
    checks: tuple[Check, ...] = ()
    fault: PlatformError | None = None
    meanwhile: Callable[[], None] = lambda: None
    searches: list[OrderSearch] = field(default_factory=list)

    def read_order(self, _order_id: str, *, within: float) -> Order:
        self._take(within)
        return self.order

    def find_orders(self, search: OrderSearch, *, within: float) -> tuple[FoundOrder, ...]:
        self.searches.append(search)
        self._take(within)
        return self.found

    def read_image(self, _reference: str, *, within: float) -> Image:
        self._take(within)
        return self.image

    def examine(self, *, within: float) -> tuple[Check, ...]:
        self._take(within)
        return self.checks

    def read_notices(self, _after: str, *, within: float) -> tuple[Notice, ...]:
        self._take(within)
        return ()

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(moves_money=False)

    def read_refundable(self, _order_id: str, *, within: float) -> Refundable:
        self._take(within)
        nothing = Money(0, self.order.totals.paid.currency)
        barred = "read_only"
        return Refundable(self.order, (), nothing, nothing, "", barred, barred)

    def review_refund(self, _order_id: str, _picked: Picked, *, within: float) -> RefundReview:
        self._take(within)
        raise Barred("read_only")

    def review_cancel(
        self, _order_id: str, *, within: float, choice: CancelChoice | None = None
    ) -> CancelReview:
        self._take(within)
        raise Barred("read_only")

    def refund(self, _review: RefundReview, _act: Act, *, within: float) -> Done | Declined:
        self._take(within)
        raise Barred("read_only")

    def cancel(self, _review: CancelReview, _act: Act, *, within: float) -> Done | Declined:
        self._take(within)
        raise Barred("read_only")

    def outcome(
        self, _key: str, _order_id: str, *, within: float, sent: Sent | None = None
    ) -> Outcome:
        self._take(within)
        return Declined("never_arrived")

    def put_aside(self, _key: str, *, within: float) -> None:
        self._take(within)

    def _take(self, within: float) -> None:
        assert within > 0
        self.meanwhile()
        if self.fault is not None:
            raise self.fault

    def at(self, stage: Stage) -> Stage:
        """The same stage, served by this shop."""

        def still(_kind: str, _connection: Connection) -> StillShop:
            return self

        return replace(stage, desk=replace(stage.desk, adapter=still))


@dataclass(frozen=True)
class Panel:
    """The web application as a browser sees it."""

    stage: Stage
    app: Flask

    def post_launch(self, token: str, path: str = "", **headers: str) -> TestResponse:
        address = f"/launch/prestashop{path}"
        return self.app.test_client().post(address, data={"token": token}, headers=headers)

    def bearer(self, opened: Opened) -> str:
        with self.app.test_request_context():
            return session.issue(opened.viewer)

    def ask(
        self, method: str, path: str, opened: Opened | str | None = None, **form: str
    ) -> TestResponse:
        """A request of the panel's own script, by a viewer or with any bearer."""
        headers = {"HX-Request": "true"}
        if opened is not None:
            token = opened if isinstance(opened, str) else self.bearer(opened)
            headers["Authorization"] = f"Bearer {token}"
        body = form if method in ("POST", "PUT") else None
        return self.app.test_client().open(path, method=method, headers=headers, data=body)

    def on(self, opened: Opened, method: str = "GET", path: str = "", **form: str) -> TestResponse:
        """The same, below the viewer's own ticket."""
        return self.ask(method, f"/tickets/{opened.ticket.id}{path}", opened, **form)


def panel_over(stage: Stage) -> Panel:
    app = create_app(stage.desk, settings_of(""))
    app.jinja_env.bytecode_cache = COMPILED
    return Panel(stage, app)


def reason_of(answer: TestResponse) -> str:
    """The stable name of the fault that a page or a notice tells."""
    found = re.search(r'data-reason="([a-z_]+)"', answer.get_data(as_text=True))
    return found.group(1) if found else ""


def together(*works: Callable[[], T]) -> list[T]:
    """All of them at the same moment, each in a thread of its own; a failure of any is raised."""
    gate = Barrier(len(works))

    def begin(work: Callable[[], T]) -> T:
        gate.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))
