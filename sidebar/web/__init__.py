"""HTTP and HTML: the only room that knows Flask."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress

from sidebar.actions.desk import Desk
from sidebar.settings import Settings
from sidebar.texts import template_folder
from sidebar.web import (
    around,
    assets,
    attachments,
    automations,
    bulk,
    changes,
    correcting,
    drafts,
    embedded,
    errors,
    filters,
    forwarding,
    headers,
    helpdesk,
    helpdesk_settings,
    hooks,
    host_news,
    images,
    inbox,
    inserting,
    language,
    launch,
    ledger,
    listed,
    lists,
    looks,
    mailbox,
    messages,
    money,
    new_ticket,
    operations,
    orders,
    people,
    printing,
    quick,
    regrouping,
    replies,
    reports,
    requesters,
    retracting,
    root,
    saved_views,
    selftest,
    session,
    settings_page,
    staff,
    storefront,
    tasks,
    tickets,
    trail,
    translations,
    tying,
    webhooks,
    work,
)
from sidebar.web.desk import Counter
from sidebar.web.forms import CleanRequest

ROOMS = (
    root,
    selftest,
    launch,
    embedded,
    helpdesk,
    around,
    host_news,
    hooks,
    webhooks,
    storefront,
    inbox,
    bulk,
    saved_views,
    trail,
    settings_page,
    staff,
    lists,
    mailbox,
    helpdesk_settings,
    changes,
    replies,
    tickets,
    messages,
    attachments,
    retracting,
    forwarding,
    work,
    tasks,
    drafts,
    orders,
    people,
    requesters,
    images,
    looks,
    money,
    operations,
    correcting,
    ledger,
    reports,
    new_ticket,
    printing,
    quick,
    regrouping,
    tying,
    automations,
    translations,
    inserting,
)
"""Every noun that has addresses."""

LARGEST_REQUEST = 2_500_000
"""Bytes: four times the longest reply in any script, form-encoded: it is refused by its reason."""


def create_app(desk: Desk, settings: Settings) -> Flask:
    """The WSGI application over one desk."""
    app = Flask(__name__, template_folder=str(template_folder()), static_folder=None)
    app.request_class = CleanRequest
    # Each address has one spelling; a redirect would be built from a Host header that anyone sends.
    app.url_map.merge_slashes = False
    app.extensions["comptoir"] = Counter(desk, settings)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_REQUEST
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    # A page is a few kilobytes after the quickest level, and each higher one costs every answer.
    app.config["COMPRESS_BR_LEVEL"] = 1
    headers.install(app)
    errors.install(app)
    assets.install(app)
    with_templates(app)
    Compress(app)
    return app


def with_templates(app: Flask) -> None:
    """Gives the application all that the templates ask for, and its rooms' addresses."""
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    language.install(app)
    filters.install(app)
    listed.install(app)
    trail.install(app)
    app.jinja_env.globals["may"] = session.may
    app.jinja_env.globals["host_link"] = session.host_link
    app.jinja_env.globals["bridge"] = headers.bridge
    app.jinja_env.globals["host_script"] = headers.host_script
    app.jinja_env.globals["from_helpdesk"] = session.from_helpdesk
    app.jinja_env.globals["helpdesk_name"] = helpdesk.helpdesk_name
    app.jinja_env.globals["helpdesk_shops"] = helpdesk.helpdesk_shops
    app.jinja_env.globals["host_news"] = host_news.host_news
    app.jinja_env.globals["host_note"] = host_news.note_text
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
