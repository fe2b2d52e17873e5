"""Money given back in a browser, from the button to the shop's own slip, and never twice."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from platforms.prestashop.sandbox import Fault, Kind
from tests.browser.stage import Stage, panel_of, wait_for_mails
from tests.browser.till import confirm, fill, opened, paired, pulse, review, slips


def test_one_line_is_refunded_and_restocked_through_the_purple_button(
    browser_page: Page, stage: Stage
) -> None:
    stage = paired(stage)
    panel = panel_of(browser_page, stage)
    panel.locator("#to-refund").click()
    panel.locator("[data-step='1']").first.click()
    expect(panel.locator("#back-1")).to_have_value("1")
    panel.locator("#why").select_option("damaged")
    panel.locator("#to-review").click()

    expect(panel.locator("#review")).to_contain_text("120 → 121")
    expect(panel.locator("#confirm")).to_have_text(re.compile(r"Rembourser 32,90.€"))
    panel.locator("#confirm").click()

    expect(panel.locator("[data-reason=as_reviewed]")).to_contain_text("32,90")
    expect(panel.locator("#history")).to_contain_text("Camille Fournier a remboursé 32,90")
    expect(panel.locator("#bar [data-tag=prestashop_refund]")).to_be_visible()
    assert slips(stage) == ["32.90"]
    (mail,) = wait_for_mails(stage, 1)
    assert "Nous avons remboursé 32,90" in mail.text
    panel.get_by_role("button", name="Revenir à la commande").click()
    expect(panel.locator("#orders .back").first).to_contain_text("1 retourné")


def test_everything_is_one_click_and_nothing_is_left_after_it(
    browser_page: Page, stage: Stage
) -> None:
    stage = paired(stage)
    page = opened(browser_page, stage, employee="robin")
    page.locator("#to-refund").click()
    page.get_by_role("button", name="Everything").click()
    page.locator("#why").select_option("late")
    review(page)
    expect(page.locator("#review")).to_contain_text("Nothing is left to refund afterwards")
    expect(page.locator("#confirm")).to_have_text("Refund €56.80")
    confirm(page)

    assert slips(stage) == ["56.80"]
    page.get_by_role("button", name="Back to the order").click()
    expect(page.locator("#orders [data-barred=nothing_left]")).to_be_visible()
    expect(page.locator("#to-refund")).to_have_count(0)


def test_above_the_limit_a_manager_approves_and_the_agent_sees_it(
    browser_page: Page, other: Page, stage: Stage
) -> None:
    stage = paired(stage, most_alone="10.00")
    camille = review(fill(opened(browser_page, stage)))
    expect(camille.locator("#confirm")).to_contain_text("Demander l’accord : 32,90")
    confirm(camille, "awaiting_approval")
    assert slips(stage) == []

    maud = opened(other, stage, employee="maud")
    maud.locator("[data-unsettled=awaiting_approval] button").click()
    maud.locator(".decide .confirm").click()

    expect(maud.locator("#money [data-money=done]")).to_be_visible()
    assert slips(stage) == ["32.90"]
    pulse(camille)
    expect(camille.locator("#history")).to_contain_text("approuvé par Maud Delacroix")
    expect(camille.locator("[data-unsettled]")).to_have_count(0)


def test_an_unpaid_order_is_cancelled_with_its_reason(browser_page: Page, stage: Stage) -> None:
    stage = paired(stage)
    page = opened(browser_page, stage, order="1011", employee="robin")
    page.locator("#to-cancel").click()
    page.locator("#why").select_option("out_of_stock")
    review(page)
    expect(page.locator("#review")).to_contain_text("2 units back in stock: 3 → 5")
    confirm(page)

    expect(page.locator("#money")).to_contain_text("The order is cancelled, as reviewed.")
    page.get_by_role("button", name="Back to the order").click()
    expect(page.locator("#orders [data-barred=already_cancelled]")).to_be_visible()
    expect(page.locator("#to-cancel")).to_have_count(0)


def test_a_delivered_order_is_not_cancelled_and_says_why(browser_page: Page, stage: Stage) -> None:
    page = opened(browser_page, paired(stage))

    expect(page.locator("#orders [data-barred=already_delivered]")).to_contain_text("livrée")
    expect(page.locator("#to-cancel")).to_have_count(0)
    page.locator("#to-refund").click()
    expect(page.locator("#draft")).to_be_visible()


def test_a_lost_answer_is_unsure_and_resolves_by_itself(browser_page: Page, stage: Stage) -> None:
    stage = paired(stage)
    page = review(fill(opened(browser_page, stage)))
    stage.store.sandbox.faults.set(Fault(Kind.LOST, "module.refund", seconds=2.0, times=1))
    confirm(page, "unsure")
    expect(page.locator("#progress")).to_contain_text("Rien ne sera envoyé deux fois.")
    expect(page.locator("[data-unsettled=unsure]")).to_be_visible()

    expect(page.locator("#money [data-money=done]")).to_be_visible(timeout=30_000)
    assert slips(stage) == ["32.90"]
    expect(page.locator("[data-unsettled]")).to_have_count(0)


def test_what_settles_by_itself_takes_the_focus_from_nobody(
    browser_page: Page, stage: Stage
) -> None:
    stage = paired(stage)
    page = review(fill(opened(browser_page, stage)))
    stage.store.sandbox.faults.set(Fault(Kind.LOST, "module.refund", seconds=2.0, times=1))
    confirm(page, "unsure")
    page.locator("#body").press_sequentially("Bonjour Alix")

    expect(page.locator("#money [data-money=done]")).to_be_visible(timeout=30_000)
    assert page.evaluate("document.activeElement.id") == "body"
    expect(page.locator("#body")).to_have_value("Bonjour Alix")


def test_a_double_click_refunds_once_and_the_button_says_it_is_pressed(
    browser_page: Page, stage: Stage
) -> None:
    stage = paired(stage)
    page = review(fill(opened(browser_page, stage)))
    stage.store.sandbox.faults.set(Fault(Kind.SLOW, "module.refund", seconds=4.0, times=1))
    page.locator("#confirm").dblclick()
    expect(page.locator("#confirm[aria-disabled=true]")).to_be_visible()
    expect(page.locator("#confirm")).to_be_focused()

    expect(page.locator("#money [data-money=done]")).to_be_visible()
    expect(page.locator("#money-title")).to_be_focused()
    assert slips(stage) == ["32.90"]


def test_an_answer_of_ours_that_is_lost_is_asked_for_again_by_the_same_button(
    browser_page: Page, stage: Stage
) -> None:
    stage = paired(stage)
    page = review(fill(opened(browser_page, stage)))

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/refund", lose, times=1)
    page.locator("#confirm").click()
    expect(page.locator("#offline")).to_be_visible()
    confirm(page)

    assert slips(stage) == ["32.90"]


def test_an_order_that_changed_meanwhile_is_reviewed_anew(
    browser_page: Page, other: Page, stage: Stage
) -> None:
    stage = paired(stage)
    camille = review(fill(opened(browser_page, stage)))
    maud = fill(opened(other, stage, employee="maud"), units="0")
    expect(maud.locator("#money-others")).to_contain_text("Camille Fournier")
    maud.locator("#pick-2").fill("1")
    confirm(review(maud))

    camille.locator("#confirm").click()

    expect(camille.locator("[data-reason=review_changed]")).to_contain_text("rien n’a bougé")
    assert slips(stage) == ["18.00"]
    confirm(camille)
    assert slips(stage) == ["18.00", "32.90"]


def test_a_shop_that_switched_refunds_off_is_quoted_and_the_form_kept(
    browser_page: Page, stage: Stage
) -> None:
    stage = paired(stage)
    page = review(fill(opened(browser_page, stage)))
    stage.store.sandbox.module.refunds_on = False
    page.locator("#confirm").click()

    expect(page.locator("#money [data-reason=refunds_off]").first).to_contain_text("désactivés")
    assert slips(stage) == []


def test_what_was_typed_wrong_stays_and_is_reached_by_keyboard_alone(
    browser_page: Page, stage: Stage
) -> None:
    stage = paired(stage)
    page = opened(browser_page, stage)
    page.locator("#to-refund").focus()
    page.keyboard.press("Enter")
    page.locator("#draft").wait_for()
    page.locator("#pick-shipping").fill("cinq")
    page.locator("#pick-1").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    expect(page.locator("#pick-shipping-fault")).to_contain_text("Écrivez un montant")
    expect(page.locator("#why-fault")).to_have_text("Choisissez un motif.")
    expect(page.locator("#pick-shipping")).to_have_value("cinq")
    expect(page.locator("#pick-1")).to_have_value("1")
    assert page.evaluate("document.activeElement.id") == "pick-shipping"
    page.locator("#pick-shipping").fill("5,90")
    page.locator("#why").select_option("late")
    page.locator("#to-review").press("Enter")
    page.locator("#confirm").wait_for()
    assert page.evaluate("document.activeElement.id") == "review-title"
    page.get_by_role("button", name="Retour").press("Enter")
    expect(page.locator("#pick-shipping")).to_have_value("5,90")
    assert page.evaluate("document.activeElement.id") == "to-review"
