"""The language of each answer: the viewer's, else the launch's, else the browser's."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, g, has_request_context, request

from sidebar import i18n
from sidebar.rules.viewer import LANGUAGES


def install(app: Flask) -> None:
    """Gives the templates ``_()`` and ``ngettext()`` in the language of the request."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # The extension adds this method to the environment, which its type does not know.
    cast(Any, app.jinja_env).install_gettext_callables(
        lambda text: i18n.translations(current()).ugettext(text),
        lambda one, many, count: i18n.translations(current()).ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals["language"] = current


def current() -> str:
    """``fr`` or ``en``."""
    if not has_request_context():
        return "en"
    # Asked for with every sentence of a page, so it looks once.
    chosen: str | None = g.get("language")
    if chosen is None:
        chosen = g.language = request.accept_languages.best_match(LANGUAGES) or "en"
    return chosen
