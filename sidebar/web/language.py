"""The language of each answer: the viewer's, else the launch's, else the browser's."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from flask import Flask, g, has_request_context, request
from markupsafe import Markup

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
    app.jinja_env.globals["_"] = sentence
    app.jinja_env.globals["language"] = current


def sentence(text: str, /, **values: object) -> Markup:
    """The template's own sentence in the reader's language; the values put into it are escaped.

    A page has a hundred, and the extension's own way to them is an eighth of the page's time.
    """
    if not values:
        return _whole(text, current())
    return _with_places(text, current()) % values


# As many as the templates have in every language, and room to grow.
@lru_cache(maxsize=4096)
def _with_places(text: str, language: str) -> Markup:
    return Markup(i18n.translations(language).ugettext(text))


@lru_cache(maxsize=4096)
def _whole(text: str, language: str) -> Markup:
    # A doubled per cent sign becomes one, with values or without.
    return _with_places(text, language) % {}


def current() -> str:
    """``fr`` or ``en``."""
    if not has_request_context():
        return "en"
    # Asked for with every sentence of a page, so it looks once.
    chosen: str | None = g.get("language")
    if chosen is None:
        chosen = g.language = request.accept_languages.best_match(LANGUAGES) or "en"
    return chosen
