"""Lists of tickets: narrowed every way, counted, found by words, never of another shop."""

from __future__ import annotations

import dataclasses

import pytest

from sidebar.actions import bulk, finding, inbox, viewing
from sidebar.actions.inbox import MOST_COUNTED, Entry
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules.filtering import Filters, View
from sidebar.rules.viewer import Role
from sidebar.store import events
from sidebar.store.events import EventKind
from tests.cast import MAUD, ROBIN
from tests.sidebar.filed import Filed, filed_in
from tests.sidebar.stage import Stage


@pytest.fixture
def filed(stage: Stage) -> Filed:
    return filed_in(stage)


def listed(filed: Filed, filters: Filters, after: str = "", **told: int) -> list[Entry]:
    return list(inbox.list_tickets(filed.stage.desk, filed.viewer, filters, after, **told).entries)


def subjects(filed: Filed, filters: Filters) -> list[str]:
    return [entry.ticket.subject for entry in listed(filed, filters)]


def test_a_list_is_narrowed_by_everything_at_once(filed: Filed) -> None:
    team, me = filed.team("Logistique"), filed.viewer.agent_id
    filed.ticket("both", tag="urgent", assignee=me, team=team, channel="email", type="return")
    filed.ticket("tagged", tag="urgent", channel="email")
    filed.ticket("mine", assignee=me, type="return")
    filed.ticket("over", tag="urgent", assignee=me, status="closed")

    assert subjects(filed, Filters(View.MINE)) == ["mine", "both"]
    assert subjects(filed, Filters(View.ALL, tag="urgent")) == ["over", "tagged", "both"]
    assert subjects(filed, Filters(tag="urgent", channel="email")) == ["tagged", "both"]
    assert subjects(filed, Filters(type="return", assignee=me)) == ["mine", "both"]
    assert subjects(filed, Filters(team=team)) == ["both"]
    assert subjects(filed, Filters(View.CLOSED, tag="urgent")) == ["over"]
    assert subjects(filed, Filters(View.UNASSIGNED, team="none"))[0] == "tagged"
    assert subjects(filed, Filters(assignee="none", tag="urgent")) == ["tagged"]
    every = Filters(View.MINE, "", "", "urgent", team, "email", "", "return", "", me)
    assert subjects(filed, every) == ["both"]


def test_a_list_is_paged_and_shown_again_as_long_as_it_was(filed: Filed) -> None:
    for number in range(60):
        filed.ticket(f"n{number}", tag="lot")
    seen: list[str] = []
    after = ""
    for _ in range(3):
        page = inbox.list_tickets(filed.stage.desk, filed.viewer, Filters(tag="lot"), after)
        seen += [entry.ticket.subject for entry in page.entries]
        after = page.next

    assert seen == [f"n{number}" for number in reversed(range(60))]
    assert after == ""
    assert len(listed(filed, Filters(tag="lot"), most=55)) == 55
    assert len(listed(filed, Filters(tag="lot"), most=9999)) == 60


def test_what_is_there_to_do_is_counted_no_further_than_it_is_told(filed: Filed) -> None:
    for number in range(MOST_COUNTED + 5):
        filed.ticket(f"n{number}", assignee=filed.viewer.agent_id if number < 3 else "")
    counts = inbox.look_around(filed.stage.desk, filed.viewer).counts

    assert counts[View.OPEN] == counts[View.UNASSIGNED] == MOST_COUNTED
    assert (counts[View.MINE], counts[View.REPLIED], counts[View.MENTIONED]) == (3, 0, 0)


def test_from_a_ticket_one_goes_to_the_next_of_its_list_wherever_it_stands_now(
    filed: Filed,
) -> None:
    first, second, third = [filed.ticket(f"n{number}", tag="lot") for number in range(3)]
    filters = Filters(tag="lot")
    here = next(one for one in listed(filed, filters) if one.ticket.id == second)
    desk, viewer = filed.stage.desk, filed.viewer
    with desk.database.writing() as store:
        store.run("UPDATE tickets SET updated_at = 2 * updated_at WHERE id = :id", id=second)

    def beside(place: str, ticket_id: str, *, is_after: bool) -> str | None:
        found = inbox.beside(desk, viewer, filters, place, ticket_id=ticket_id, is_after=is_after)
        return found.ticket.id if found else None

    assert beside(here.place, second, is_after=True) == first
    assert beside(here.place, second, is_after=False) == third
    last = next(one for one in listed(filed, filters) if one.ticket.id == first)
    assert beside(last.place, first, is_after=True) is None


def test_many_are_given_tagged_and_closed_at_once_each_with_its_event(filed: Filed) -> None:
    desk, viewer = filed.stage.desk, filed.viewer
    chosen = [
        filed.ticket("a"),
        filed.ticket("b", tag="urgent"),
        filed.ticket("c", status="closed"),
    ]

    tagged = bulk.tag(desk, viewer, chosen, "Urgent")
    given = bulk.assign(desk, viewer, chosen, viewer.agent_id)
    closed = bulk.close(desk, viewer, [*chosen, "tkt_nothing"])

    assert (tagged.changed, tagged.already, tagged.refused) == (2, 1, 0)
    assert (given.changed, given.already) == (3, 0)
    assert (closed.changed, closed.already, closed.refused) == (2, 1, 1)
    with desk.database.reading() as store:
        told = events.of_ticket(store, chosen[0], since=0, until=2**62)
    kinds = [event.kind for event in told if event.actor_name == viewer.name]
    assert kinds[-3:] == [EventKind.TAGGED, EventKind.ASSIGNED, EventKind.STATUS_CHANGED]
    assert subjects(filed, Filters(View.CLOSED, tag="urgent", assignee=viewer.agent_id)) == [
        *("b", "a", "c"),
    ]


def test_a_bulk_act_needs_tickets_the_right_and_an_own_shop(filed: Filed, elsewhere: Stage) -> None:
    desk, ticket_id = filed.stage.desk, filed.ticket("a")
    reader = dataclasses.replace(filed.viewer, role=Role.READ)
    with pytest.raises(Refused, match="none_picked"):
        bulk.close(desk, filed.viewer, [])
    with pytest.raises(Refused, match="too_many_picked"):
        bulk.close(desk, filed.viewer, [f"tkt_{number}" for number in range(201)])
    with pytest.raises(Refused, match="money_tag"):
        bulk.tag(desk, filed.viewer, [ticket_id], "prestashop_refund")
    with pytest.raises(Forbidden):
        bulk.close(desk, reader, [ticket_id])

    noor = elsewhere.enter(ROBIN).viewer
    assert bulk.close(desk, noor, [ticket_id]).refused == 1
    assert subjects(filed, Filters())[0] == "a"


def test_a_view_is_kept_for_oneself_or_by_a_manager_for_all(filed: Filed) -> None:
    desk, camille = filed.stage.desk, filed.viewer
    maud = filed.stage.enter(MAUD).viewer
    filed.ticket("a", tag="urgent")
    own = viewing.save(desk, camille, Filters(tag="urgent", q="a"), "Mes urgents", is_shared=False)
    with pytest.raises(Forbidden):
        viewing.save(desk, camille, Filters(), "Pour tous", is_shared=True)
    shared = viewing.save(desk, maud, Filters(type="return"), " Les  retours ", is_shared=True)

    seen = inbox.look_around(desk, camille).saved
    assert [(view.name, many) for view, many in seen] == [("Les retours", 0), ("Mes urgents", 1)]
    assert [view.name for view, _ in inbox.look_around(desk, maud).saved] == ["Les retours"]
    with pytest.raises(NotFound):
        viewing.rename(desk, maud, own.id, "Volée")
    with pytest.raises(Forbidden):
        viewing.delete(desk, camille, shared.id)
    with pytest.raises(Refused, match="bad_view_name"):
        viewing.rename(desk, camille, own.id, " \t")
    viewing.rename(desk, maud, shared.id, "Retours")
    viewing.delete(desk, maud, shared.id)
    told = [(row["old"], row["new"]) for row in filed.stage.rows("setting_events")]
    assert told == [("", "Les retours"), ("Les retours", "Retours"), ("Retours", "")]


def test_a_saved_search_counts_what_it_lists(filed: Filed, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, me = filed.stage.desk, filed.viewer
    for number in range(4):
        filed.ticket(f"autre {number}")
        filed.ticket(f"velours {number}", "un mot", "velours, encore")
    filed.ticket("velours clos", status="closed")
    wanted = Filters(q="velours")
    assert len(listed(filed, wanted)) == 4
    viewing.save(desk, me, wanted, "Velours", is_shared=False)
    viewing.save(desk, me, Filters(q="introuvable"), "Rien", is_shared=False)

    def counts() -> dict[str, int | None]:
        return {view.name: many for view, many in inbox.look_around(desk, me).saved}

    assert counts() == {"Velours": 4, "Rien": 0}
    monkeypatch.setattr(inbox, "MOST_COUNTED", 3)
    assert counts() == {"Velours": 3, "Rien": 0}
    monkeypatch.setattr(inbox, "MOST_COUNTED", 100)
    monkeypatch.setattr(finding, "ROUNDS", (2,))
    assert counts() == {"Velours": None, "Rien": 0}
