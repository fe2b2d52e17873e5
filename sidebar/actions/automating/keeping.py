"""A manager writes, orders, switches and archives the rules of their shop; each change is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sidebar import ids
from sidebar.actions import choosing, recording
from sidebar.actions.automating import sketching, telling
from sidebar.actions.automating.sketching import Offered, Sketch
from sidebar.actions.choosing import Lists
from sidebar.actions.desk import Desk
from sidebar.errors import CounterError, Forbidden, NotFound
from sidebar.rules.automating import Automation, CauseKind
from sidebar.rules.choices import Choice, offered
from sidebar.rules.replies import DefaultReply, ordered
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import automations, default_replies, grants, shops, teams, work
from sidebar.store.automations import Record, Visiting
from sidebar.store.database import Connection
from sidebar.store.shops import Shop
from sidebar.store.teams import Team
from sidebar.store.work import Colleague

SECTION = "rules"


@dataclass(frozen=True, slots=True)
class RuleList:
    """A shop's rules in their order, those put away last, and what each did."""

    shop: Shop
    rules: tuple[Automation, ...]
    archived: tuple[Automation, ...]
    records: Mapping[str, Record]
    visiting: tuple[Visiting, ...]
    """Rules of the house that act here and are changed where they were written."""
    resting: Mapping[str, int]
    """In how many of the shops that a rule names it does nothing, by rule: those with any."""


@dataclass(frozen=True, slots=True)
class RuleForm:
    """One rule being written: what its fields hold and offer, and what is wrong, by field."""

    shop: Shop
    rule: Automation | None
    sketch: Sketch
    lists: Lists
    shops: Mapping[str, str]
    """Names by id: its own, and those of the house in which the manager may answer."""
    replies: tuple[DefaultReply, ...]
    colleagues: tuple[Colleague, ...]
    teams: tuple[Team, ...]
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def channels(self) -> tuple[Choice, ...]:
        return _with_chosen(self.lists.channels, self.sketch.channels)

    @property
    def types(self) -> tuple[Choice, ...]:
        return _with_chosen(self.lists.types, self.sketch.types)

    @property
    def names(self) -> Mapping[str, str]:
        """What people call whatever a rule names by its id."""
        return {
            **self.shops,
            **{reply.id: reply.title for reply in self.replies},
            **{colleague.id: colleague.name for colleague in self.colleagues},
            **{team.id: team.name for team in self.teams},
        }

    def offers(self, kinds: frozenset[str]) -> Offered:
        """What may be named, by its codes and ids alone."""
        return Offered(
            channels={choice.code for choice in self.lists.channels},
            types={choice.code for choice in self.lists.types},
            shops=self.shops.keys(),
            replies={reply.id for reply in self.replies},
            agents={colleague.id for colleague in self.colleagues},
            teams={team.id for team in self.teams},
            kinds=kinds,
        )


class RuleFaulty(CounterError):
    """The rule cannot be kept as written; ``form`` says why. Nothing was kept."""

    reason = "rule_faulty"

    def __init__(self, form: RuleForm) -> None:
        super().__init__()
        self.form = form


def show(desk: Desk, viewer: Viewer) -> RuleList:
    """The rules of the viewer's shop. Raises Forbidden or NotFound."""
    with desk.database.reading() as store:
        shop = _shop(store, viewer)
        every = automations.of_shop(store, shop.id)
        records = automations.records(store, shop.id)
        acting = automations.acting_elsewhere(store, shop.id)
        visiting = tuple(automations.from_sisters(store, shop.id))
    rules = tuple(rule for rule in every if not rule.is_archived)
    archived = tuple(rule for rule in every if rule.is_archived)
    return RuleList(shop, rules, archived, records, visiting, _resting(rules, acting))


def _resting(rules: tuple[Automation, ...], acting: set[tuple[str, str]]) -> dict[str, int]:
    told = {
        rule.id: sum(
            other != rule.shop_id and (rule.id, other) not in acting
            for other in rule.conditions.shops
        )
        for rule in rules
    }
    return {rule_id: many for rule_id, many in told.items() if many}


def form(desk: Desk, viewer: Viewer, rule_id: str = "") -> RuleForm:
    """The form of a rule, or of a new one. Raises Forbidden or NotFound."""
    with desk.database.reading() as store:
        shop = _shop(store, viewer)
        rule = _found(store, viewer, rule_id) if rule_id else None
        sketch = sketching.of_rule(rule) if rule is not None else Sketch()
        return _form(store, shop, viewer, rule, sketch)


def keep(desk: Desk, viewer: Viewer, sketch: Sketch, rule_id: str = "") -> Automation:
    """Keeps the rule, or a new one. Raises Forbidden, NotFound or RuleFaulty."""
    now = desk.clock.now()
    with desk.database.writing() as store:
        shop = _shop(store, viewer)
        rule = _found(store, viewer, rule_id) if rule_id else None
        whole = _form(store, shop, viewer, rule, sketch)
        faults = sketching.faults(sketch, whole.offers(desk.kinds))
        if faults:
            raise RuleFaulty(replace(whole, faults=faults))
        written = Automation(
            id=rule.id if rule is not None else ids.new_id("aut", now),
            shop_id=shop.id,
            name=" ".join(sketch.name.split()),
            cause=CauseKind(sketch.cause),
            conditions=sketching.conditions(sketch),
            deeds=sketching.deeds(sketch),
            is_on=sketch.is_on,
            is_archived=rule is not None and rule.is_archived,
            updated_at=now,
            updated_by=viewer.agent_id,
        )
        if rule is None:
            automations.add(store, written)
        else:
            automations.change(store, written)
        old, new = telling.difference(rule, written, whole.names)
        _tell(store, desk, viewer, written, old=old, new=new)
        return written


def switch(desk: Desk, viewer: Viewer, rule_id: str, *, is_on: bool) -> None:
    """On or off. Raises Forbidden or NotFound."""
    with desk.database.writing() as store:
        _shop(store, viewer)
        rule = _found(store, viewer, rule_id)
        if rule.is_on == is_on:
            return
        _change(store, desk, viewer, rule, replace(rule, is_on=is_on))


def archive(desk: Desk, viewer: Viewer, rule_id: str, *, is_archived: bool) -> None:
    """Puts it away with what it did, switched off; or takes it back. Raises Forbidden, NotFound."""
    with desk.database.writing() as store:
        _shop(store, viewer)
        rule = _found(store, viewer, rule_id)
        if rule.is_archived == is_archived:
            return
        _change(store, desk, viewer, rule, replace(rule, is_archived=is_archived, is_on=False))


def move(desk: Desk, viewer: Viewer, rule_id: str, *, by: int) -> None:
    """One place up (-1) or down (1). Raises Forbidden or NotFound."""
    with desk.database.writing() as store:
        _shop(store, viewer)
        rule = _found(store, viewer, rule_id)
        every = automations.of_shop(store, viewer.shop_id)
        order = [one.id for one in every if not one.is_archived]
        if rule.id not in order:
            return
        old = order.index(rule.id)
        new = min(max(old + by, 0), len(order) - 1)
        if new == old:
            return
        order.insert(new, order.pop(old))
        for position, one in enumerate(order):
            automations.place(store, one, position, shop_id=viewer.shop_id)
        _tell(store, desk, viewer, rule, old=f"place:{old + 1}", new=f"place:{new + 1}")


def _change(
    store: Connection, desk: Desk, viewer: Viewer, rule: Automation, new: Automation
) -> None:
    # A wait that ended while the rule was off is none of its own.
    automations.change(store, replace(new, updated_at=desk.clock.now()))
    before, after = telling.difference(rule, new, {})
    _tell(store, desk, viewer, rule, old=before, new=after)


def _tell(
    store: Connection, desk: Desk, viewer: Viewer, rule: Automation, *, old: str, new: str
) -> None:
    if old != new:
        recording.settled(store, desk, viewer, section=SECTION, subject=rule.name, old=old, new=new)


def _shop(store: Connection, viewer: Viewer) -> Shop:
    if not viewer.may(Role.MANAGE):
        raise Forbidden("manage")
    shop = shops.find(store, viewer.shop_id)
    if shop is None:
        raise NotFound
    return shop


def _found(store: Connection, viewer: Viewer, rule_id: str) -> Automation:
    rule = automations.find(store, rule_id, shop_id=viewer.shop_id)
    if rule is None:
        raise NotFound
    return rule


def _form(
    store: Connection, shop: Shop, viewer: Viewer, rule: Automation | None, sketch: Sketch
) -> RuleForm:
    granted = [one for one in grants.of_agent(store, viewer.agent_id) if one.role == "reply"]
    return RuleForm(
        shop=shop,
        rule=rule,
        sketch=sketch,
        lists=choosing.lists(store, shop.id),
        shops={shop.id: shop.name, **{one.shop_id: one.shop_name for one in granted}},
        replies=tuple(ordered(default_replies.of_house(store, shop.id))),
        colleagues=tuple(work.colleagues(store, shop.id)),
        teams=tuple(team for team in teams.of_shop(store, shop.id) if not team.is_archived),
    )


def _with_chosen(choices: tuple[Choice, ...], chosen: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(
        choice for choice in choices if choice in offered(choices) or choice.code in chosen
    )
