"""Takes the README's picture again: ``python -m tests.browser.pictures`` (``make pictures``)."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS, program
from tests.browser.stage import Stage, panel_of, staged
from tests.browser.till import paired

FOLDER = Path(__file__).parent / "pictures"
ORDER = "1012"
SAID = (
    "Bonjour Alix,\n\nNous avons bien reçu votre message : la facture ne sera pas dans le colis,"
    " et le ruban sera le même que pour Chloé.\n\nBelle journée,\nCamille"
)
NOTED = "Voir avec l’atelier s’il reste du ruban vert avant vendredi."


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=list(FLAGS))
        with staged(Path(folder)) as stage, browser:
            page = browser.new_page(viewport={"width": 1200, "height": 820}, locale="fr-FR")
            _play(page, paired(stage))
            page.screenshot(path=FOLDER / "panel.png")


def _play(page: Page, stage: Stage) -> None:
    panel = panel_of(page, stage, order=ORDER)
    panel.locator("[value=note]").check()
    for text in (NOTED, SAID):
        panel.locator("#body").fill(text)
        panel.locator(".send").click()
        panel.locator(".message", has_text=text[:20]).wait_for()
    panel.locator("[data-fate=sent]").wait_for()
    panel.locator(".dismiss").click()
    panel.locator("#related .order").first.wait_for()
    panel.locator("#to-refund").click()
    panel.locator("#pick-1").fill("1")
    panel.locator("#why").select_option("damaged")
    panel.locator("#to-review").click()
    panel.locator("#confirm").wait_for()


if __name__ == "__main__":
    main()
