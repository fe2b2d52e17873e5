"""The doors of automatic rules and of translation."""

from __future__ import annotations

from sidebar.actions.opening import Opened
from sidebar.store import messages, translations
from sidebar.store.translations import Translation
from tests.sidebar.stage import Stage
from tests.sidebar.web.door import Door

RULES = "/inbox/{shop}/settings/rules"
RULE = f"{RULES}/rul_x"


def _managers(endpoint: str, method: str, path: str, **form: str) -> Door:
    return Door(endpoint, method, path, form, is_write=True, right="manage")


AUTOMATIONS = (
    _managers("automations.show", "GET", RULES),
    _managers("automations.fresh", "GET", f"{RULES}/new"),
    _managers("automations.edit", "GET", RULE),
    _managers("automations.create", "POST", RULES, name="Accusé", cause="new_ticket", tags="vu"),
    _managers("automations.save", "PUT", RULE, name="Accusé", cause="new_ticket", tags="vu"),
    _managers("automations.switch", "PUT", f"{RULE}/switch", on="yes"),
    _managers("automations.archive", "PUT", f"{RULE}/archive", archived="yes"),
    _managers("automations.move", "PUT", f"{RULE}/place", by="up"),
    _managers("automations.attempt", "POST", f"{RULE}/attempt", number="1"),
    Door("translations.translate", "POST", "/tickets/{ticket}/messages/{message}/translation"),
)


def furnish_automations(stage: Stage, opened: Opened) -> None:
    """Everything said on the ticket has been translated once: no service need be asked."""
    with stage.desk.database.writing() as store:
        for message in messages.last_of_ticket(store, opened.ticket.id, most=10):
            for language in ("fr", "en"):
                told = Translation(message.id, language, "Hello", "DeepL", message.written_at)
                translations.keep(store, told, original=message.body)
