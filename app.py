"""Where everything meets: the WSGI application ``app`` and the command line ``comptoir``."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from platforms import demo, registry
from platforms.building import module_group, zendesk_group
from platforms.demo import Pairing
from platforms.embedding import Embedding
from platforms.files import open_files
from platforms.helpdesks import Helpdesk
from platforms.mail.outgoing import deliver
from sidebar import settings, texts
from sidebar import worker as work
from sidebar.actions import demonstrating, health
from sidebar.actions.demo_inbox.casting import Person
from sidebar.actions.desk import Desk
from sidebar.clock import SECOND, SystemClock
from sidebar.commands import faults_told, operations_group, shops_group
from sidebar.helpdesk_commands import hosts_group
from sidebar.mail_commands import mailboxes_group
from sidebar.settings import Settings
from sidebar.store import backup, copying, database, migrate
from sidebar.vault import Vault

if TYPE_CHECKING:
    from flask import Flask

T = TypeVar("T")


def build_desk(
    told: Settings,
    embeddings: Mapping[str, Embedding] | None = None,
    helpdesks: Mapping[str, Helpdesk] | None = None,
) -> Desk:
    """Everything the actions need, from the settings; other hosts only where code names them."""
    if embeddings is None:
        embeddings = registry.embeddings(told.shopify_client_id, told.shopify_secrets)
    return Desk(
        database=database.connect(told.database_url),
        clock=SystemClock(),
        vault=Vault(told.encryption_keys),
        adapter=registry.platform,
        launch_reader=registry.launch_reader,
        hook_reader=registry.hook_reader,
        deliver=deliver,
        subject=texts.subject_line,
        letter_page=texts.letter_page,
        letter_text=texts.money_letter,
        note_text=texts.shop_note,
        news_text=texts.news_letter,
        public_url=told.public_url,
        kinds=frozenset(registry.kinds()),
        embeddings=embeddings,
        helpdesks=helpdesks or registry.helpdesks(),
        files=open_files(told.files_url),
        undo_ms=told.undo_seconds * SECOND,
        signing_key=told.secret_key,
        translator=registry.translator(told.translator, told.translator_url, told.translator_key),
    )


def build_app(
    told: Settings,
    embeddings: Mapping[str, Embedding] | None = None,
    helpdesks: Mapping[str, Helpdesk] | None = None,
) -> Flask:
    """The Flask application over a desk of its own."""
    from sidebar.web import create_app

    return create_app(build_desk(told, embeddings, helpdesks), told)


def __getattr__(name: str) -> Any:
    """``app:app`` for any WSGI server, made when it is asked for."""
    if name != "app":
        raise AttributeError(name)
    from werkzeug.middleware.proxy_fix import ProxyFix

    told = settings.read_settings()
    app = build_app(told)
    if told.worker_inline:
        work.start(app.extensions["comptoir"].desk)
    # Only as many proxies as there are may say who asks, and by which scheme and host.
    hops = told.trusted_proxies
    return ProxyFix(app, x_for=hops, x_proto=hops, x_host=hops) if hops else app


@click.group()
@click.version_option(package_name="comptoir")
@click.pass_context
def main(context: click.Context) -> None:
    """Comptoir: the support counter inside a shop's own back office."""
    context.obj = _migrated_desk


@main.command()
def serve() -> None:
    """Run the service under gunicorn, its worker inside unless told otherwise."""
    told = _told()
    _migrate(told)
    options = {
        "--bind": f"{told.host}:{told.port}",
        "--worker-class": "gthread",
        "--workers": str(told.workers),
        "--threads": str(told.threads),
        "--keep-alive": "30",
        "--access-logfile": "-",
        # A launch is posted and a bearer is a header: neither is part of a request line.
        "--access-logformat": '%(h)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms',
    }
    words = [word for option in options.items() for word in option]
    # A control socket would be one more door, and one that no setting of ours names.
    program = [sys.executable, "-m", "gunicorn", "--no-control-socket", "app:app", *words]
    os.execv(sys.executable, program)


@main.command()
def worker() -> None:
    """Do the work behind the pages alone, for deployments with COMPTOIR_WORKER_INLINE=no."""
    told = _told()
    _migrate(told)
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    work.work(build_desk(told), stopped)


@main.command("migrate")
@click.option("--copy-from", metavar="URL", help="Fill the empty store from this one.")
def migrate_command(copy_from: str | None) -> None:
    """Bring the store to this version's shape."""
    with faults_told():
        store = database.connect(settings.database_url())
        source = copying.open_source(copy_from) if copy_from is not None else None
        ran = migrate.migrate(store, SystemClock())
        click.echo("\n".join(ran) or "Nothing to do: the store is up to date.")
        if source is not None:
            for table, rows in copying.copy_all(source, store).items():
                click.echo(f"{table}: {rows}")


@main.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup_command(file: Path) -> None:
    """Copy a SQLite store to FILE, consistently, while it is being used."""
    with faults_told():
        backup.back_up(database.connect(settings.database_url()), file)
    click.echo(f"{file} ({file.stat().st_size:,} bytes)")


@main.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def restore_command(file: Path) -> None:
    """Put a copy of FILE, a backup, in the place of the SQLite store; stop the service first."""
    with faults_told():
        store = database.connect(settings.database_url())
        aside = backup.restore(store, file, SystemClock().now())
    click.echo(f"Restored from {file}.")
    if aside:
        click.echo(f"What stood there is kept: {aside}")


@main.command()
def doctor() -> None:
    """Check settings, store, shops and clock, and say what to do about each fault."""
    desk = _desk()
    is_well = True
    with faults_told():
        for finding in health.examine(desk):
            is_well = is_well and finding.is_ok
            click.echo(texts.diagnosis(settings.reader_language(), finding))
    sys.exit(0 if is_well else 1)


@main.command("demo")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True
)
@click.option("--port", default=8000, show_default=True, help="The counter's own port.")
@click.option("--shop-port", default=8010, show_default=True)
@click.option("--stores-port", default=8020, show_default=True, help="The Shopify admin.")
@click.option("--helpdesk-port", default=8030, show_default=True, help="The Zendesk tickets.")
@click.option("--mail-port", default=8025, show_default=True, help="The page that shows the mails.")
@click.option(
    "--smtp-port", default=0, help="Where the sink takes mail; any free port if not said."
)
def demo_command(folder: Path, port: int, **ports: int) -> None:
    """Start everything here on loopback: the service, sandbox shops and a mail sink."""
    from werkzeug.serving import make_server

    with faults_told():
        told = replace(settings.demo_settings(folder, port), translator_url=demo.start_translator())
        # The sandbox shop begins anew each time: a store that remembers another past would argue.
        _taken(lambda: demo.begin_anew(folder, port))
        _migrate(told)
        stores = _taken(lambda: demo.start_stores(ports["stores_port"], told.public_url))
        tickets = _taken(lambda: demo.start_helpdesk(ports["helpdesk_port"], told.public_url))
        app = build_app(told, demo.embeddings(stores), tickets.helpdesks())
        desk = app.extensions["comptoir"].desk
        mails = _taken(
            lambda: demo.start_mail(ports["mail_port"], ports["smtp_port"], folder.absolute())
        )
        sink = demonstrating.sink(demo.HOST, mails.smtp_port)
        told_shop = demonstrating.pair(desk, f"http://{demo.HOST}:{ports['shop_port']}", sink)
        shop = _taken(lambda: demo.start_shop(ports["shop_port"], Pairing(*told_shop)))
        people = [Person(*one) for one in demo.people()]
        answers = folder.absolute() / demo.ANSWERS
        demonstrating.fill(desk, told_shop[0], people, demo.TALKED_ABOUT, answers)
        connected = demonstrating.connect_stores(desk, demo.STORES, sink)
        staff = [[Person(*one) for one in demo.store_people(host)] for host in demo.STORES]
        demonstrating.fill_stores(desk, connected, staff, answers)
        demonstrating.open_stores(desk, stores.first_proofs())
        demonstrating.connect_helpdesk(desk, *tickets.told())
        server = _taken(
            lambda: make_server(demo.HOST, port, app, threaded=True, request_handler=demo.PathOnly)
        )
    work.start(desk)
    welcome = texts.demo_welcome(
        settings.reader_language(),
        demo.order_page(shop),
        demo.stores_page(stores),
        demo.tickets_page(tickets),
        mails=mails.url,
        faults=tuple(f"{one.url}/sandbox/" for one in (shop, stores, tickets)),
    )
    click.echo(welcome)
    with suppress(KeyboardInterrupt):
        server.serve_forever()


def _taken(start: Callable[[], T]) -> T:
    try:
        return start()
    except (OSError, SystemExit) as error:
        raise click.ClickException(
            f"A port is taken ({error}). See: comptoir demo --help"
        ) from error


main.add_command(shops_group)
main.add_command(operations_group)
main.add_command(mailboxes_group)
main.add_command(hosts_group)
main.add_command(module_group)
main.add_command(zendesk_group)


def _told() -> Settings:
    with faults_told():
        return settings.read_settings()


def _migrate(told: Settings) -> None:
    with faults_told():
        store = database.connect(told.database_url)
        migrate.migrate(store, SystemClock())
        store.close()


def _migrated_desk() -> Desk:
    told = _told()
    _migrate(told)
    with faults_told():
        return build_desk(told)


def _desk() -> Desk:
    told = _told()
    with faults_told():
        return build_desk(told)


if __name__ == "__main__":
    main()
