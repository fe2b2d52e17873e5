"""A customer's profile and timeline: what the shop says, what happened here, nobody else's."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

import pytest

from platforms.contract import Connection, Match, NotFound, PlatformError, Unreachable
from platforms.moves import Capabilities
from platforms.people import Consent, Group, Happening, Happenings, Profile
from sidebar.actions import orders, people, shops, weaving
from sidebar.actions.opening import Opened
from sidebar.actions.weaving import MOST_ROUNDS, TimelineView
from sidebar.rules.ticket import Status
from sidebar.rules.timeline import OURS, Mark, Wanted
from tests.cast import ORDER, connect_shop
from tests.sidebar.goods import ALIX, euros, found, order
from tests.sidebar.stage import Stage, StillShop

ALIX_PROFILE = Profile(
    id=ALIX.id,
    name="Alix Moreau",
    email=ALIX.email,
    phone="+33612345678",
    email_consent=Consent.GIVEN,
    phone_consent=Consent.NOT_GIVEN,
    orders=3,
    spent=euros(12050),
    since=1_700_000_000_000,
    tags=("fidèle",),
)


@dataclass
class Knowing(StillShop):
    """A shop that knows its customers."""

    profile: Profile | None = ALIX_PROFILE
    happened: dict[str, tuple[Happening, ...]] = field(default_factory=dict)
    people_fault: PlatformError | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    waits_for: threading.Event | None = None

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(moves_money=False, has_people=True)

    def read_profile(self, customer_id: str, *, within: float) -> Profile:
        assert within > 0
        if self.people_fault is not None:
            raise self.people_fault
        if self.profile is None or customer_id != self.profile.id:
            raise NotFound(customer_id)
        return self.profile

    def read_happenings(
        self, customer_id: str, order_id: str, after: str, *, within: float
    ) -> Happenings:
        assert within > 0
        self.asked.append((customer_id, order_id))
        if self.waits_for is not None:
            self.waits_for.wait(10)
        if self.people_fault is not None:
            raise self.people_fault
        kept = self.happened.get(customer_id or order_id, ())
        start = int(after or 0)
        return Happenings(kept[start : start + 2], str(start + 2) if start + 2 < len(kept) else "")


def happened(number: int, group: Group = Group.ORDER) -> Happening:
    return Happening(f"e{number}", group, f"entry {number}", 1_000_000 + number)


@pytest.fixture
def shop() -> Knowing:
    kept = tuple(happened(number) for number in (5, 4, 3, 2, 1))
    return Knowing(order(), happened={ALIX.id: kept})


@pytest.fixture
def still(stage: Stage, shop: Knowing) -> Stage:
    return shop.at(stage)


@pytest.fixture
def opened(still: Stage) -> Opened:
    return still.enter()


def timeline(
    stage: Stage, opened: Opened, wanted: Wanted | None = None, mark: Mark | None = None
) -> TimelineView:
    told = people.read_timeline(
        stage.desk, opened.viewer, opened.ticket.id, wanted or Wanted(), mark or Mark()
    )
    return told[2]


def test_the_shops_own_words_on_a_customer_are_shown(still: Stage, opened: Opened) -> None:
    _, _, view = people.read_profile(still.desk, opened.viewer, opened.ticket.id)

    assert view.profile == ALIX_PROFILE
    assert view.fault is None


def test_a_shop_that_cannot_be_asked_says_so(still: Stage, shop: Knowing, opened: Opened) -> None:
    shop.people_fault = Unreachable("no")

    _, _, view = people.read_profile(still.desk, opened.viewer, opened.ticket.id)

    assert (view.profile, view.fault) == (None, shop.people_fault)


def test_a_guest_has_no_profile_and_is_not_asked_for(stage: Stage, shop: Knowing) -> None:
    shop.order = order(customer=replace(ALIX, id="", is_guest=True))
    still = shop.at(stage)
    opened = still.enter()

    _, _, view = people.read_profile(still.desk, opened.viewer, opened.ticket.id)
    timeline(still, opened)

    assert (view.profile, view.fault, view.is_guest) == (None, None, True)
    assert shop.asked == [("", ORDER)]


def test_ours_and_the_shops_make_one_timeline(still: Stage, opened: Opened) -> None:
    still.clock.advance(1000)
    still.move(opened, Status.PENDING)

    view = timeline(still, opened)

    assert [entry.source for entry in view.entries[:2]] == [OURS, OURS]
    assert view.own[view.entries[0].happening.id].event.kind == "status_changed"
    assert [entry.happening.id for entry in view.entries[2:]] == ["e5", "e4"]
    assert view.next is not None


def test_the_timeline_goes_on_to_its_end(still: Stage, opened: Opened) -> None:
    view = timeline(still, opened)
    shown = [entry.happening.id for entry in view.entries if entry.source is not OURS]
    while view.next is not None:
        view = timeline(still, opened, mark=view.next)
        shown += [entry.happening.id for entry in view.entries if entry.source is not OURS]

    assert shown == ["e5", "e4", "e3", "e2", "e1"]


def test_one_source_is_asked_alone(still: Stage, shop: Knowing, opened: Opened) -> None:
    ours = timeline(still, opened, Wanted(source=OURS.id))
    assert not shop.asked
    assert {entry.source for entry in ours.entries} == {OURS}

    theirs = timeline(still, opened, Wanted(source=still.shop.id))
    assert {entry.source.id for entry in theirs.entries} == {still.shop.id}


def test_a_shop_that_does_not_answer_is_named_beside_what_is_known(
    still: Stage, shop: Knowing, opened: Opened
) -> None:
    shop.people_fault = Unreachable("no")

    view = timeline(still, opened)

    assert [one.shop_name for one in view.faults] == [still.shop.name]
    assert [entry.source for entry in view.entries] == [OURS]


def test_the_timeline_of_another_customer_is_not_told(still: Stage, shop: Knowing) -> None:
    first = still.enter(order="1001")
    shop.order = order("1002", customer=replace(ALIX, id="77"))
    second = still.enter(order="1002", reference=shop.order.reference)

    view = timeline(still, second)

    assert {own.event.ticket_id for own in view.own.values()} == {second.ticket.id}
    assert first.ticket.id != second.ticket.id
    assert ("77", "") in shop.asked


def test_a_sister_shop_tells_of_the_same_person_there(stage: Stage, shop: Knowing) -> None:
    sister, _ = connect_shop(stage.desk, "http://127.0.0.1:9/sister", name="Atelier Nord")
    there = Knowing(order(), happened={"500": (happened(9),)})
    for one in (stage.shop, sister):
        shops.join_family(stage.desk, one.id, "lumière")
    adapters = {stage.shop.base_url: shop, sister.base_url: there}
    shop.found = ()
    there.found = (found("8", Match.EMAIL, customer_id="500"),)

    def adapter(_kind: str, connection: Connection) -> Knowing:
        return adapters[connection.base_url]

    own = shops.find(stage.desk, stage.shop.id)
    told = replace(stage, desk=replace(stage.desk, adapter=adapter), shop=own)
    opened = told.enter()
    orders.read_order(told.desk, own, ORDER)
    orders.list_orders(told.desk, own, opened.ticket)

    view = timeline(told, opened, Wanted(source=sister.id))

    assert [entry.happening.id for entry in view.entries] == ["e9"]
    assert there.asked == [("500", "")]


def test_an_account_that_the_shop_no_longer_has_is_said_to_be_gone(
    still: Stage, shop: Knowing, opened: Opened
) -> None:
    shop.profile = None

    _, _, view = people.read_profile(still.desk, opened.viewer, opened.ticket.id)

    assert (view.profile, view.fault, view.is_gone, view.is_guest) == (None, None, True, False)


def test_what_happened_to_the_order_stands_beside_what_happened_to_the_customer_once(
    still: Stage, shop: Knowing, opened: Opened
) -> None:
    shop.happened = {ALIX.id: (happened(5), happened(1)), ORDER: (happened(7), happened(5))}

    view = timeline(still, opened, Wanted(source=still.shop.id))

    assert [entry.happening.id for entry in view.entries] == ["e7", "e5", "e1"]
    assert [source.id for source in view.sources] == [OURS.id, still.shop.id]


def test_a_shop_that_failed_once_is_asked_again_with_the_next_page(
    still: Stage, shop: Knowing, opened: Opened
) -> None:
    first = timeline(still, opened)
    shown = [entry.happening.id for entry in first.entries if entry.source is not OURS]
    assert first.next is not None
    shop.people_fault = Unreachable("no")
    second = timeline(still, opened, mark=first.next)
    assert second.faults
    shop.people_fault = None
    following = second.next
    while following is not None:
        view = timeline(still, opened, mark=following)
        shown += [entry.happening.id for entry in view.entries if entry.source is not OURS]
        following = view.next

    assert shown == ["e5", "e4", "e3", "e2", "e1"]


def test_a_filter_looks_back_until_it_has_something_to_show(
    still: Stage, shop: Knowing, opened: Opened
) -> None:
    mailed = happened(1, Group.MAIL)
    shop.happened = {ALIX.id: (*(happened(number) for number in (7, 6, 5, 4, 3, 2)), mailed)}

    view = timeline(still, opened, Wanted(group=Group.MAIL))

    assert [entry.happening for entry in view.entries] == [mailed]
    assert view.next is None


def test_a_filter_looks_back_only_so_far_at_once(
    still: Stage, shop: Knowing, opened: Opened
) -> None:
    shop.happened = {ALIX.id: tuple(happened(number) for number in range(60, 0, -1))}

    view = timeline(still, opened, Wanted(source=still.shop.id, group=Group.MAIL))

    assert len(shop.asked) <= 2 * MOST_ROUNDS
    assert (view.entries, view.next is not None) == ((), True)


def test_a_shop_that_never_answers_is_not_waited_for(
    still: Stage, shop: Knowing, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weaving, "ELSEWHERE_SECONDS", 0.1)
    monkeypatch.setattr(weaving, "GRACE", 0.0)
    released = threading.Event()
    shop.waits_for = released

    view = timeline(still, opened)
    released.set()

    assert {one.shop_name for one in view.faults} == {still.shop.name}
    assert {entry.source for entry in view.entries} == {OURS}
