"""What a shop's manager rules at the counter: who may do what, how much, and who letters are from.

Saved as a whole or not at all; what the page does not show of a shop is never touched by it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from platforms.mail.composing import deliverable
from platforms.mail.letters import MailRefused
from sidebar.actions import recording, shops
from sidebar.actions.desk import Desk
from sidebar.errors import CounterError, Forbidden, NotFound
from sidebar.rules.limits import Limit, amount_of
from sidebar.rules.viewer import Role, Viewer, role_given
from sidebar.store import agents
from sidebar.store import shops as remembered
from sidebar.store.agents import Agent
from sidebar.store.shops import Shop

OTHERS = "*"
"""Stands for every profile that has no role of its own."""

LIMITED = (Role.REFUND, Role.APPROVE, Role.MANAGE)
"""The roles that move money."""

EMBEDDED_PROFILES = ("owner", "staff", "collaborator")
"""What a host that vouches for people says of them."""

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class ShopRules:
    """What the page shows and its form sends, as written."""

    refunds_on: bool
    cancellations_on: bool
    limits: Mapping[str, Limit]
    """By the role's word."""
    roles: Mapping[str, str]
    """The role's word by profile; empty where the host's own standing decides."""
    sender_name: str
    sender: str
    reply_to: str


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The rules of a shop, who is under each, and what cannot be saved as written, by field."""

    shop: Shop
    rules: ShopRules
    people: Mapping[str, tuple[str, ...]]
    """Names by profile, of those who were here."""
    faults: Mapping[str, str] = field(default_factory=dict)


class RulesFaulty(CounterError):
    """Something cannot be saved as written; ``page`` says what. Nothing was saved."""

    reason = "rules_faulty"

    def __init__(self, page: RulesPage) -> None:
        super().__init__()
        self.page = page


def show(desk: Desk, viewer: Viewer) -> RulesPage:
    """The rules of the viewer's shop. Raises Forbidden or NotFound."""
    shop, people, _ = _loaded(desk, viewer)
    limits = {role.word: shop.money.limits.get(role.word, Limit()) for role in LIMITED}
    rules = ShopRules(
        refunds_on=shop.money.refunds_on,
        cancellations_on=shop.money.cancellations_on,
        limits=limits,
        roles={profile: shop.roles.get(profile, "") for profile in people},
        sender_name=shop.mail.sender_name,
        sender=shop.mail.sender,
        reply_to=shop.mail.reply_to,
    )
    return RulesPage(shop, rules, people)


def save(desk: Desk, viewer: Viewer, wanted: ShopRules) -> RulesPage:
    """Keeps the rules. Raises Forbidden, NotFound or RulesFaulty."""
    shop, people, agent = _loaded(desk, viewer)
    known = {profile: role for profile, role in wanted.roles.items() if profile in people}
    faults = dict(_faults(wanted, known))
    roles = {**shop.roles, **known}
    roles = {profile: role for profile, role in roles.items() if role}
    if not faults and not _still_manages(roles, agent):
        faults[f"role-{_rule_of(roles, agent)}"] = "own_role"
    if faults:
        raise RulesFaulty(RulesPage(shop, wanted, people, faults))
    limits = {**shop.money.limits, **wanted.limits}
    fresh = dataclasses.replace(
        shop,
        roles=roles,
        money=dataclasses.replace(
            shop.money,
            refunds_on=wanted.refunds_on,
            cancellations_on=wanted.cancellations_on,
            limits={role: limit for role, limit in limits.items() if limit != Limit()},
        ),
        mail=dataclasses.replace(
            shop.mail,
            sender_name=wanted.sender_name,
            sender=wanted.sender,
            reply_to=wanted.reply_to,
        ),
    )
    shops.change(desk, shop.id, roles=fresh.roles, money=fresh.money, mail=fresh.mail)
    with desk.database.writing() as store:
        for section, subject, old, new in _differences(shop, fresh):
            recording.settled(
                store, desk, viewer, section=section, subject=subject, old=old, new=new
            )
    return show(desk, viewer)


def _differences(old: Shop, new: Shop) -> Iterator[tuple[str, str, str, str]]:
    """What was changed: its section and name, as it was and as it is."""
    before, after = _told(old), _told(new)
    for named in {**before, **after}:
        was, now = before.get(named, ""), after.get(named, "")
        if was != now:
            yield *named, was, now


def _told(shop: Shop) -> dict[tuple[str, str], str]:
    told = {
        ("money", "refunds"): "on" if shop.money.refunds_on else "off",
        ("money", "cancellations"): "on" if shop.money.cancellations_on else "off",
        ("letters", "sender_name"): shop.mail.sender_name,
        ("letters", "sender"): shop.mail.sender,
        ("letters", "reply_to"): shop.mail.reply_to,
    }
    told |= {("roles", profile): role for profile, role in shop.roles.items()}
    for role, limit in shop.money.limits.items():
        told["money", f"limit:{role}"] = " / ".join(filter(None, (limit.operation, limit.day)))
    return told


def _loaded(desk: Desk, viewer: Viewer) -> tuple[Shop, dict[str, tuple[str, ...]], Agent]:
    """The shop, who is under each profile, and the viewer as an agent of it."""
    if not viewer.may(Role.MANAGE):
        raise Forbidden("manage")
    with desk.database.reading() as store:
        shop = remembered.find(store, viewer.shop_id)
        agent = agents.find(store, viewer.agent_id)
        here = agents.by_profile(store, viewer.shop_id)
    if shop is None or agent is None:
        raise NotFound
    known = EMBEDDED_PROFILES if shop.kind in desk.embeddings else tuple(sorted(here))
    named = dict.fromkeys((*known, *here, *shop.roles))
    named.pop(OTHERS, None)
    people = {profile: tuple(here.get(profile, ())) for profile in (*named, OTHERS)}
    return shop, people, agent


def _faults(wanted: ShopRules, roles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for role, limit in wanted.limits.items():
        for name, text in (("operation", limit.operation), ("day", limit.day)):
            if text and amount_of(text, "EUR") is None:
                yield f"limit-{role}-{name}", "bad_limit"
    for profile, word in roles.items():
        if word and word not in {role.word for role in Role}:
            yield f"role-{profile}", "bad_role"
    for name, address in (("sender", wanted.sender), ("reply_to", wanted.reply_to)):
        if address and not _is_deliverable(address):
            yield name, "bad_email"
    if len(wanted.sender_name) > LONGEST_NAME or not wanted.sender_name.isprintable():
        yield "sender_name", "bad_name"


def _is_deliverable(address: str) -> bool:
    try:
        deliverable(address)
    except MailRefused:
        return False
    return True


def _still_manages(roles: Mapping[str, str], agent: Agent) -> bool:
    """Nobody takes from themselves the right to this page: no one might be left who has it."""
    return role_given(roles, agent.profile, is_superuser=agent.is_superuser) >= Role.MANAGE


def _rule_of(roles: Mapping[str, str], agent: Agent) -> str:
    return OTHERS if OTHERS in roles and agent.profile not in roles else agent.profile
