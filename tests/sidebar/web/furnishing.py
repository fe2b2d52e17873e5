"""A ticket with one of everything, so that each door has something behind it to be kept from."""

from __future__ import annotations

from platforms.moves import Picked
from sidebar.actions import presence
from sidebar.actions.opening import Opened
from sidebar.actions.presence import Typed
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.rules.reviewed import StoredReview
from sidebar.store import operations
from sidebar.store.operations import Operation, Parameters
from tests.sidebar.goods import euros
from tests.sidebar.stage import Panel
from tests.sidebar.web.doors import OPERATION, House
from tests.sidebar.web.doors_automations import furnish_automations
from tests.sidebar.web.doors_files import furnish_files
from tests.sidebar.web.doors_mailbox import furnish_mailbox
from tests.sidebar.web.doors_replies import furnish_replies
from tests.sidebar.web.doors_side import furnish_side


def furnished(panel: Panel, opened: Opened) -> House:
    """The agent's ticket: a reply that may be sent again, a note, a draft, her presence."""
    stage = panel.stage
    stage.say(opened, "Bonjour Alix")
    stage.note(opened, "secret de la maison")
    with stage.desk.database.writing() as store:
        store.run("UPDATE letters SET state = 'unsure', attempt = 1")
    presence.stay(stage.desk, opened.viewer, opened.ticket.id, is_writing=True)
    presence.save_draft(
        stage.desk,
        opened.viewer,
        opened.ticket.id,
        Typed(kind="agent", body="brouillon", next_status="", version=0),
    )
    with stage.desk.database.writing() as store:
        operations.ask(store, waiting_operation(opened))
    furnish_automations(stage, opened)
    furnish_files(stage, opened)
    furnish_mailbox(stage, opened)
    furnish_side(stage, opened)
    furnish_replies(stage, opened)
    return House(panel, opened)


def waiting_operation(opened: Opened) -> Operation:
    """A refund that Camille asked for and a manager has not yet seen."""
    nothing = euros(0)
    picked = Picked((), euros(1000))
    return Operation(
        id=OPERATION,
        shop_id=opened.shop.id,
        order_id=opened.ticket.order_id,
        order_reference=opened.ticket.order_reference,
        state=OperationState.AWAITING_APPROVAL,
        attempt=0,
        checks=0,
        ask_id="asked-before",
        asked=Parameters(
            ticket_id=opened.ticket.id,
            agent_id=opened.viewer.agent_id,
            kind=OperationKind.REFUND,
            picked=picked,
            reason="goodwill",
            note="secret de la maison",
            mails=False,
        ),
        review=StoredReview((), euros(1000), euros(1000), euros(5680), stand="s", seal="x"),
        amount=euros(1000),
        moved=nothing,
        agent_name=opened.viewer.name,
        approver_id=None,
        approver_name="",
        result=None,
        fault="",
        due_at=0,
        lease_until=0,
        give_up_at=0,
        asked_at=0,
        settled_at=None,
    )
