"""What a rule does on a ticket, one deed after the other; what cannot be done is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sidebar.actions import recording
from sidebar.actions.automating import replying
from sidebar.actions.desk import Desk
from sidebar.actions.working import people, tags
from sidebar.errors import Refused
from sidebar.rules.automating import LONGEST_CHAIN, Automation, Done
from sidebar.rules.ticket import Mover, Status, may_move
from sidebar.store import causes, teams, tickets, work
from sidebar.store.causes import Cause
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket


@dataclass(frozen=True, slots=True)
class RuleActor:
    """A rule, as the history names who did something."""

    agent_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything around one firing; ``shop`` is the ticket's."""

    store: Connection
    desk: Desk
    rule: Automation
    cause: Cause
    shop: Shop

    @property
    def actor(self) -> RuleActor:
        return RuleActor(self.rule.id, self.rule.name)


def do(scene: Scene, ticket: Ticket) -> tuple[Done, ...]:
    """All deeds of the rule, in the caller's transaction; answers what became of each."""
    done = tuple(_each(scene, ticket))
    return done or (Done("nothing"),)


def _each(scene: Scene, ticket: Ticket) -> Iterator[Done]:
    deeds = scene.rule.deeds
    if deeds.replies:
        yield _reply(scene, ticket)
    for tag in deeds.tags:
        yield from _tag(scene, tag)
    if deeds.agent_id:
        yield from _assign(scene, ticket)
    if deeds.team_id:
        yield from _give(scene, ticket)
    if deeds.status:
        yield from _move(scene, Status(deeds.status))


def _reply(scene: Scene, ticket: Ticket) -> Done:
    return replying.reply(
        scene.store,
        scene.desk,
        scene.shop,
        ticket,
        rule=scene.rule,
        cause=scene.cause,
        actor=scene.actor,
    )


def _tag(scene: Scene, tag: str) -> Iterator[Done]:
    ticket = _now(scene)
    try:
        if not tags.tag_in(scene.store, scene.desk, ticket, tag, actor=scene.actor):
            return
    except Refused as refusal:
        yield Done(f"no_{refusal.reason}", tag)
        return
    yield Done("tag", tag)
    is_over = scene.cause.depth >= LONGEST_CHAIN
    staged = causes.descend(
        scene.store,
        ticket.id,
        subject=f"{tag}\n",
        parent=scene.cause,
        ended_at=scene.desk.clock.now() if is_over else None,
    )
    if staged and is_over:
        yield Done("chain_ends", tag)


def _assign(scene: Scene, ticket: Ticket) -> Iterator[Done]:
    agent_id = scene.rule.deeds.agent_id
    known = work.colleague(scene.store, agent_id, shop_id=ticket.shop_id)
    if known is None:
        yield Done("no_agent")
    elif people.assign_in(scene.store, scene.desk, ticket, agent_id, actor=scene.actor):
        yield Done("assign", known.name)


def _give(scene: Scene, ticket: Ticket) -> Iterator[Done]:
    known = {team.id: team for team in teams.of_shop(scene.store, ticket.shop_id)}
    team = known.get(scene.rule.deeds.team_id)
    if team is None or team.is_archived:
        yield Done("no_team")
    elif people.give_in(scene.store, scene.desk, ticket, team.id, actor=scene.actor):
        yield Done("team", team.name)


def _move(scene: Scene, new: Status) -> Iterator[Done]:
    ticket = _now(scene)
    if ticket.status is new:
        return
    is_legal = may_move(ticket.status, new, Mover.AGENT)
    now = scene.desk.clock.now()
    if not is_legal or not tickets.move(scene.store, ticket, new, now=now):
        yield Done("no_status", new.value)
        return
    recording.happened(
        scene.store,
        scene.desk,
        ticket.id,
        EventKind.STATUS_CHANGED,
        actor=scene.actor,
        old=ticket.status.value,
        new=new.value,
    )
    yield Done("status", new.value)


def _now(scene: Scene) -> Ticket:
    """The ticket as the deeds before this one left it."""
    ticket = tickets.find(scene.store, scene.cause.ticket_id, shop_id=scene.shop.id)
    if ticket is None:
        raise LookupError(scene.cause.ticket_id)
    return ticket
