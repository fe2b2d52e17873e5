"""What the templates of a ticket's side are given, and which of its parts are read again."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from flask import g, request

from sidebar.actions.working import surveying
from sidebar.actions.working.surveying import Work
from sidebar.rules.choices import offered
from sidebar.rules.tagging import is_of_money
from sidebar.rules.viewer import Viewer
from sidebar.store.helpdesk_tickets import HostTicket
from sidebar.store.work import Fact
from sidebar.web.desk import desk
from sidebar.web.fragments import Part

WORK = Part("work", "ticket/_work_card.html")
WORDS = Part("work-words", "working/_words.html")
FACTS = Part("work-facts", "working/_facts.html")
TAGS = Part("work-tags", "working/_tags.html")
TAG_FORM = Part("tag-form", "working/_tag_form.html")
PEOPLE = Part("work-people", "working/_people.html")
TASKS = Part("tasks", "tasks/_of_ticket.html")
NEW_TASK = Part("new-task", "tasks/_new.html")


def work_values(viewer: Viewer, ticket_id: str) -> dict[str, Any]:
    """What the templates of a ticket's side are given."""
    work = surveying.survey(desk(), viewer, ticket_id)
    g.timezone = work.shop.timezone
    lists, ticket = work.lists, work.ticket
    return {
        "work": work,
        "shop": work.shop,
        "ticket": ticket,
        "types": offered(lists.types, chosen=ticket.type),
        "departments": offered(lists.departments, chosen=ticket.department),
        "channels": offered(lists.channels, chosen=ticket.channel),
        "is_marketplace": lists.channel(ticket.channel).is_marketplace,
        "takes_rating": lists.type(ticket.type).takes_rating,
        "money_tags": {tag for tag in ticket.tags if is_of_money(tag, desk().kinds)},
        "today": surveying.today(desk(), work.shop),
        "people": work.colleagues,
        "projects": work.projects,
        "tasks_mark": _mark(work),
        "host_tickets": [(one, _address(one)) for one in work.hosts],
        "typed": unsaved(),
        "at": ticket.id,
        "viewer": viewer,
    }


def news(values: dict[str, Any]) -> list[Part]:
    """What is read again when another agent changed something: never what is being typed into.

    A line of words, or the tasks, are brought only where they are no more what the page shows, and
    lines in which something unsaved stands are left alone.
    """
    ticket, form = values["ticket"], request.values
    shown = form.get("old_subject", ""), form.get("old_account", "")
    is_same = shown == (ticket.subject, ticket.account if values["is_marketplace"] else "")
    has_same_tasks = form.get("tasks_shown", "") == values["tasks_mark"]
    more = [*([] if is_same or values["typed"] else [WORDS]), *([] if has_same_tasks else [TASKS])]
    return [FACTS, TAGS, PEOPLE, *more]


def unsaved() -> dict[str, str]:
    """The lines that were typed and not saved, by the name of their fact."""
    form = request.values
    return {
        name: form[name]
        for name in (Fact.SUBJECT.value, Fact.ACCOUNT.value)
        if name in form and form[name] != form.get(f"old_{name}", "")
    }


def _address(host: HostTicket) -> str:
    known = desk().helpdesks.get(host.kind)
    return known.ticket_link(host.origin, host.host_ticket_id) if known else ""


def _mark(work: Work) -> str:
    return f"{crc32(repr([(task.id, task.version) for task in work.tasks]).encode()):x}"
