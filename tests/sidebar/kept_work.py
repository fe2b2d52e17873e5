"""What work on a ticket leaves behind of its customer: one row, at least, of every table."""

from __future__ import annotations

from typing import Any

from sidebar.actions.desk import Desk
from sidebar.actions.opening import Opened
from sidebar.store.database import Connection


def worked_on(desk: Desk, opened: Opened, words: str) -> None:
    """Everything about the ticket that is neither its conversation nor its money."""
    ticket, agent_id, shop_id = opened.ticket, opened.viewer.agent_id, opened.viewer.shop_id
    name = f"{shop_id}/{ticket.id}"
    desk.files.put(f"{name}-file", words.encode())
    desk.files.put(f"{name}-mail", words.encode())
    with desk.database.writing() as store:
        message = store.written(
            "SELECT id FROM messages WHERE ticket_id = :id ORDER BY id LIMIT 1", id=ticket.id
        )
        told = {"ticket": ticket.id, "agent": agent_id, "words": words, "name": name}
        common = {
            "id": f"x_{ticket.id}",
            "ticket_id": ticket.id,
            "shop_id": shop_id,
            "agent_id": agent_id,
            "actor_id": agent_id,
            "actor_name": "Camille",
            "message_id": message["id"],
            "operation_id": f"op_{ticket.order_id}",
            "uid": int(ticket.id[-4:], 36),
            "happened_at": 1,
        }
        for table, texts, numbers in ROWS:
            row = {**common, **_row(texts, numbers, told)}
            _insert(store, table, {key: row[key] for key in COLUMNS[table].split()})
        store.run(
            "UPDATE messages SET html = :words, quoted = :words, from_address = :words,"
            " subject = :words, sent_to = :words WHERE ticket_id = :id",
            words=words,
            id=ticket.id,
        )
        store.run(
            "UPDATE tickets SET account = :words, excerpt = :words, team_id = :team WHERE id = :id",
            words=words,
            id=ticket.id,
            team=f"tem_{ticket.id}",
        )


ROWS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("teams", "id=tem_{ticket} name=Retours", {}),
    ("team_agents", "team_id=tem_{ticket}", {}),
    ("ticket_agents", "part=assignee", {"added_at": 1}),
    ("mentions", "", {}),
    ("translations", "language=en body={words} provider=x", {"translated_at": 1}),
    (
        "attachments",
        "name={words} digest={words} type= content_type= refused= key={name}-file",
        {"size": 1, "added_at": 1},
    ),
    (
        "mails",
        (
            "mail_id={words} from_address={words} subject={words} digest={ticket} state=kept"
            " reason= key={name}-mail"
        ),
        {"uid_validity": 1, "arrived_at": 1},
    ),
    ("projects", "name=Noël", {"created_at": 1}),
    (
        "tasks",
        "title={words} project_id=x_{ticket} owner_id={agent} due_on= created_by={agent}",
        {"created_at": 1},
    ),
    ("events", "id=e1_{ticket} kind=forwarded old={words} new={words}", {}),
    ("events", "id=e2_{ticket} kind=subject_changed old={words} new={words}", {}),
    ("events", "id=e3_{ticket} kind=task_added old={words} new={words}", {}),
    ("events", "id=e4_{ticket} kind=bounced old={words} new={words}", {}),
    (
        "automations",
        "name=Accusé cause=new_ticket conditions={{}} deeds=[]",
        {"position": 0, "is_on": 0, "updated_at": 1},
    ),
    (
        "causes",
        "kind=new_ticket subject=",
        {"is_automatic": 0, "depth": 0, "due_at": 1, "happened_at": 1, "worked_at": 1},
    ),
    ("firings", "automation_id=x_{ticket} cause_id=x_{ticket} outcome=", {"fired_at": 1}),
    (
        "regroupings",
        "kind=split from_id={ticket} into_id={ticket} messages=[] old_status=open",
        {"done_at": 1},
    ),
    ("saved_views", "name=Lumière filters=", {"created_at": 1}),
    (
        "default_replies",
        "category= title=Merci channels=[] types=[] shops=[] created_by={agent}",
        {"updated_at": 1},
    ),
    ("default_reply_texts", "reply_id=x_{ticket} language=fr body=Merci", {}),
    (
        "helpdesks",
        (
            "kind=zendesk origin=https://{ticket}.zendesk.com installation=1 name=Atelier"
            " public_key= more_origins=[] roles={{}}"
        ),
        {"refunds_on": 1, "cancellations_on": 1, "connected_at": 1},
    ),
    ("helpdesk_shops", "helpdesk_id=x_{ticket}", {"is_shown": 1}),
    ("helpdesk_launches", "helpdesk_id=x_{ticket} token_id=x", {"expires_at": 1}),
    (
        "helpdesk_tickets",
        "helpdesk_id=x_{ticket} host_ticket_id={words} linked_by={agent}",
        {"linked_at": 1},
    ),
    (
        "helpdesk_news",
        "helpdesk_id=x_{ticket} host_ticket_id={words} tag=shopify_refund",
        {"staged_at": 1},
    ),
    ("events", "id=e5_{ticket} kind=linked old=zendesk new={words}", {}),
)
"""Each table with its texts, in which names are filled in, and its numbers."""


def _row(texts: str, numbers: dict[str, object], told: dict[str, str]) -> dict[str, Any]:
    """A row; what every table may take (id, ticket, agent…) is added by who asks."""
    pairs = (part.partition("=") for part in texts.split())
    filled = {key: value.format_map(told) for key, _, value in pairs}
    return {**filled, **numbers}


COLUMNS = {
    "teams": "id shop_id name",
    "team_agents": "team_id agent_id",
    "ticket_agents": "ticket_id agent_id part added_at",
    "mentions": "message_id agent_id ticket_id",
    "translations": "message_id language body provider translated_at",
    "projects": "id shop_id name created_at",
    "events": "id ticket_id kind actor_id actor_name old new happened_at",
    "automations": "id shop_id name cause conditions deeds position is_on updated_at",
    "causes": "id shop_id ticket_id kind subject is_automatic happened_at depth due_at worked_at",
    "firings": "automation_id cause_id ticket_id outcome fired_at",
    "regroupings": "id shop_id kind from_id into_id messages old_status agent_id done_at",
    "saved_views": "id shop_id agent_id name filters created_at",
    "default_replies": "id shop_id category title channels types shops created_by updated_at",
    "default_reply_texts": "reply_id language body",
    "helpdesks": "id kind origin installation name public_key more_origins roles refunds_on"
    " cancellations_on connected_at",
    "helpdesk_shops": "helpdesk_id shop_id is_shown",
    "helpdesk_launches": "helpdesk_id token_id expires_at",
    "helpdesk_tickets": "helpdesk_id host_ticket_id ticket_id linked_by linked_at",
    "helpdesk_news": "id helpdesk_id host_ticket_id ticket_id operation_id tag staged_at",
    "tasks": "id shop_id ticket_id project_id title owner_id due_on created_by created_at",
    "attachments": "id shop_id ticket_id message_id agent_id name type content_type size digest"
    " key refused added_at",
    "mails": "id shop_id uid_validity uid digest mail_id state reason from_address subject key"
    " ticket_id message_id arrived_at",
}
"""What of a row each table takes."""


def _insert(store: Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(row)
    places = ", ".join(f":{name}" for name in row)
    store.run(f"INSERT INTO {table} ({names}) VALUES ({places})", **row)
