"""A message in its reader's language, at a click: the service is asked once, and outside of all."""

from __future__ import annotations

from platforms.translating.contract import TranslationFault
from sidebar.actions.desk import Desk
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules.conversation import checked
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import messages, tickets, translations
from sidebar.store.messages import Message
from sidebar.store.translations import Translation

WITHIN_SECONDS = 25.0
"""Before the page itself gives up at thirty."""


def translate(desk: Desk, viewer: Viewer, ticket_id: str, message_id: str) -> Translation:
    """The message in the viewer's language; its original stays as it is.

    Raises Forbidden, NotFound, or Refused (``translator_off``, ``nothing_to_translate``, and the
    names of ``TranslationFault``); then nothing was kept, and asking again may help.
    """
    if not viewer.may(Role.READ):
        raise Forbidden("read")
    with desk.database.reading() as store:
        ticket = tickets.find(store, ticket_id, shop_id=viewer.shop_id)
        message = messages.find(store, message_id, ticket_id=ticket_id) if ticket else None
        known = translations.find(store, message_id, viewer.language) if message else None
    if message is None:
        raise NotFound
    if not message.body.strip():
        raise Refused("nothing_to_translate")
    return known or _asked(desk, message, viewer.language)


def _asked(desk: Desk, message: Message, language: str) -> Translation:
    if desk.translator is None:
        raise Refused("translator_off")
    try:
        told = desk.translator.translate(message.body, language, within=WITHIN_SECONDS)
    except TranslationFault as fault:
        raise Refused(fault.name) from fault
    is_same = told.source == language or told.text.strip() == message.body.strip()
    found = Translation(
        message_id=message.id,
        language=language,
        body="" if is_same else checked(told.text).body,
        provider=desk.translator.provider,
        translated_at=desk.clock.now(),
    )
    with desk.database.writing() as store:
        if not translations.keep(store, found, original=message.body):
            raise NotFound
    return found
