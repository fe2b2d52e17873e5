"""What surrounds the demonstration's tickets: default replies, rules, projects and tasks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any
from urllib.parse import urlencode

from sidebar import i18n, ids
from sidebar.actions.demo_inbox.casting import Cast
from sidebar.actions.desk import Desk
from sidebar.clock import DAY
from sidebar.rules.automating import Automation, CauseKind, Conditions, Deeds
from sidebar.rules.replies import DefaultReply
from sidebar.rules.ticket import Status
from sidebar.store import automations, default_replies, saved_views, tasks
from sidebar.store.database import Connection
from sidebar.store.saved_views import SavedView
from sidebar.store.shops import Shop
from sidebar.store.tasks import Task

SEED = 7
WITH_TASKS = 18
"""Tickets that have one."""


@cache
def told() -> Mapping[str, Any]:
    """Replies, rules, projects and tasks."""
    text = (files("sidebar.actions.demo_inbox") / "around.json").read_text("utf-8")
    known: Mapping[str, Any] = json.loads(text)
    return known


def furnish(desk: Desk, shop: Shop, cast: Cast, ticket_ids: Sequence[str]) -> None:
    """Everything, in one transaction; some of these tickets, oldest first, get tasks."""
    with desk.database.writing() as store:
        first = _replies(store, desk, shop, cast)
        _rules(store, desk, shop, cast, first)
        _tasks(store, desk, shop, cast, ticket_ids[-WITH_TASKS:])
        for name, filters in told()["views"].items():
            view = SavedView(
                ids.new_id("viw", desk.clock.now()), name, urlencode(filters), is_shared=True
            )
            saved_views.keep(store, view, shop_id=shop.id, agent_id=None, now=desk.clock.now())


def _replies(store: Connection, desk: Desk, shop: Shop, cast: Cast) -> str:
    """The shop's default replies; answers the id of the one that greets."""
    now, last = desk.clock.now(), ""
    for given in told()["replies"]:
        last = ids.new_id("rpl", now)
        reply = DefaultReply(
            id=last,
            shop_id=shop.id,
            category=given["category"],
            title=given["title"],
            channels=tuple(given["channels"]),
            types=tuple(given["types"]),
            updated_at=now,
        )
        default_replies.keep(store, reply, by=cast.players[-1].agent_id)
        for language in ("fr", "en"):
            default_replies.keep_text(store, last, language, given[language])
    return last


def _rules(store: Connection, desk: Desk, shop: Shop, cast: Cast, greeting: str) -> None:
    names, words = told()["rules"], tuple(told()["urgent_words"])
    chosen = (
        (
            names["acknowledge"],
            CauseKind.NEW_TICKET,
            Conditions(channels=("email",)),
            Deeds(reply_id=greeting),
        ),
        (
            names["urgent"],
            CauseKind.CLIENT_REPLIED,
            Conditions(words=words),
            Deeds(tags=(told()["urgent_tag"],), team_id=next(iter(cast.teams.values()))),
        ),
        (
            names["waiting"],
            CauseKind.NO_ANSWER,
            Conditions(hours=48),
            Deeds(tags=(told()["waiting_tag"],), status=Status.OPEN.value),
        ),
    )
    now = desk.clock.now()
    for name, cause, conditions, deeds in chosen:
        rule = Automation(
            id=ids.new_id("aut", now),
            shop_id=shop.id,
            name=name,
            cause=cause,
            conditions=conditions,
            deeds=deeds,
            # Two hundred old tickets would all be found to have waited for long.
            is_on=cause is not CauseKind.NO_ANSWER,
            updated_at=now,
        )
        automations.add(store, rule)


def _tasks(
    store: Connection, desk: Desk, shop: Shop, cast: Cast, ticket_ids: Sequence[str]
) -> None:
    now, luck = desk.clock.now(), Random(SEED)
    projects = []
    for name in told()["projects"]:
        projects.append(ids.new_id("prj", now))
        tasks.create_project(store, shop.id, name, fresh_id=projects[-1], now=now)
    for ticket_id in (*ticket_ids, None, None, None):
        owner = luck.choice(cast.players)
        task = Task(
            id=ids.new_id("tsk", now),
            shop_id=shop.id,
            title=luck.choice(told()["tasks"]),
            ticket_id=ticket_id,
            project_id=luck.choice((*projects, None)),
            owner_id=owner.agent_id,
            due_on=i18n.iso(now + luck.randint(-3, 12) * DAY)[:10],
        )
        tasks.add(store, task, created_by=owner.agent_id, now=now)
        if luck.random() < 0.25:
            tasks.tick(store, task, done_at=now)
