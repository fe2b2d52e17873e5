"""Everything that the counter can keep of a customer of a host's shop, and where it is found."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import msgspec

from platforms.moves import Done, MoneyState, PaidBack, Picked
from platforms.shapes import Customer, Order
from platforms.webhooks import Meaning
from sidebar.actions import deliveries, embedded, speaking
from sidebar.actions.desk import Desk
from sidebar.actions.embedded import Admitted
from sidebar.actions.opening import Opened
from sidebar.actions.speaking import Reply
from sidebar.rules.conversation import MessageKind
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.rules.reviewed import StoredReview
from sidebar.store import copying, drafts, events, operations, readings
from sidebar.store.database import Row
from sidebar.store.drafts import Draft
from sidebar.store.events import Event, EventKind
from sidebar.store.operations import Operation, Parameters
from sidebar.store.readings import Reading, ReadingKind
from sidebar.store.shops import MailAddressing
from tests.sidebar.goods import euros, order
from tests.sidebar.hosting import HOST, KIND, FakeHost
from tests.sidebar.kept_work import worked_on
from tests.sidebar.stage import StillShop

ALIX = Customer("2", "Alix", "Moreau", "alix@courriel.example", "fr", ("+33612345678",))
BELA = Customer("3", "Bela", "Novak", "bela@courriel.example", "en", ("+33687654321",))
WORDS = ("alix", "moreau", "33612345678", "lilas", "petit mot", " 4242", "code-petit")
"""Each is somewhere in what is kept of Alix, in nothing else, and in no id that chance makes."""

_SEALED = re.compile(r"gAAAAA[\w=-]{40,}")

MAIL = MailAddressing(sender="support@boutique.example", host="127.0.0.1", security="none")


class Orders(StillShop):
    """1001 is Alix's, any other Bela's."""

    def read_order(self, order_id: str, *, within: float) -> Order:
        self._take(within)
        is_alix = order_id == "1001"
        told = order(order_id, customer=ALIX if is_alix else BELA)
        return told if is_alix else replace(told, delivery_address=None)


def written_on(desk: Desk, admitted: Admitted, number: str, words: str) -> Opened:
    """A ticket with all that can be on one."""
    opened = embedded.open_order(desk, admitted, number)
    ticket, viewer = opened.ticket, opened.viewer
    for kind in (MessageKind.AGENT, MessageKind.NOTE):
        reply = Reply(f"{words} {kind.value}", kind, None, kind.value, 10**9)
        speaking.send(desk, admitted.shop, viewer, ticket.id, reply)
    told = json.dumps({"kind": "message", "facts": {"said": words}})
    money = json.dumps({"operation": "op", "amount": 1000, "note": words, "voucher": words})
    with desk.database.writing() as store:
        drafts.save(store, ticket.id, viewer.agent_id, Draft("agent", words, "", 0), now=1)
        for number_, (kind_, new) in enumerate(
            ((EventKind.SHOP_CHANGED, told), (EventKind.REFUNDED, money))
        ):
            evt = f"evt_{number}_{number_}"
            event = Event(evt, ticket.id, kind_, viewer.agent_id, viewer.name, "", new, 1)
            events.record(store, event)
        profile = Reading(json.dumps({"name": words}), 1)
        customer = ticket.customer.host_id if ticket.customer else ""
        readings.keep(store, admitted.shop.id, ReadingKind.PROFILE, customer, profile)
        assert operations.ask(store, an_operation(opened, number, words))
        done = an_operation(opened, number, words).result
        store.run(
            "UPDATE operations SET sent = :words, result = :result WHERE order_id = :id",
            words=words,
            result=msgspec.json.encode(done).decode(),
            id=number,
        )
    worked_on(desk, opened, words)
    return opened


def an_operation(opened: Opened, number: str, words: str) -> Operation:
    return Operation(
        id=f"op_{number}",
        shop_id=opened.shop.id,
        order_id=number,
        order_reference="#1",
        state=OperationState.DONE,
        attempt=1,
        checks=0,
        ask_id=f"ask_{number}",
        asked=Parameters(
            opened.ticket.id,
            opened.viewer.agent_id,
            OperationKind.REFUND,
            Picked((), euros(1000)),
            reason="other",
            note=words,
            mails=False,
        ),
        review=_review(words),
        amount=euros(1000),
        moved=euros(1000),
        agent_name=opened.viewer.name,
        approver_id=None,
        approver_name="",
        result=_done(words),
        fault="",
        due_at=0,
        lease_until=0,
        give_up_at=0,
        asked_at=0,
        settled_at=1,
    )


def _review(words: str) -> StoredReview:
    money = euros(1000)
    return StoredReview(
        (),
        money,
        money,
        euros(5680),
        stand="s",
        seal="x",
        payment_name=_card(words),
        ways=(_way(words),),
    )


def _done(words: str) -> Done:
    code = f"CODE-{words[:5]}"
    return Done("77", euros(1000), euros(0), voucher=code, paid_back=(_way(words),))


def _card(words: str) -> str:
    return "Visa •••• 4242" if words.startswith("Petit") else "Visa •••• 1881"


def _way(words: str) -> PaidBack:
    return PaidBack(_card(words), euros(1000), MoneyState.MOVED)


def rows(desk: Desk, table: str) -> list[Row]:
    with desk.database.reading() as store:
        return store.all(f"SELECT * FROM {table} ORDER BY 1, 2")


def everything(desk: Desk) -> str:
    """All that is kept, as one text."""
    return json.dumps({table: rows(desk, table) for table in copying.KEYS}, ensure_ascii=False)


def found(desk: Desk) -> list[str]:
    kept = _SEALED.sub("", everything(desk)).lower()
    return [word for word in WORDS if word in kept]


def push(desk: Desk, host: FakeHost, meaning: Meaning, to: str = HOST) -> Row:
    assert deliveries.receive(desk, KIND, *host.push(meaning, to))
    deliveries.work_due(desk)
    return rows(desk, "deliveries")[-1] if rows(desk, "deliveries") else {}
