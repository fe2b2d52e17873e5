"""Whatever happens while a text is written, it is neither lost, nor doubled, nor turned public."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser.stage import Stage, wait_for_mails
from tests.browser.till import pulse


def opened(page: Page, stage: Stage) -> Page:
    page.goto(stage.launch_page())
    page.locator("#body").wait_for()
    return page


def test_a_note_stays_a_note_whatever_replaces_the_panel(browser_page: Page, stage: Stage) -> None:
    page = opened(browser_page, stage)
    page.locator("#body").fill("Entre nous")
    expect(page.locator(".saved")).to_have_text("Brouillon enregistré")
    page.locator("[value=note]").check()
    page.get_by_role("button", name="English").click()

    expect(page.locator("h1")).to_have_text("Order QZVTRMALP")
    expect(page.locator("[value=note]")).to_be_checked()
    expect(page.locator("#body")).to_have_value("Entre nous")
    page.reload()
    expect(page.locator("[value=note]")).to_be_checked()


def test_the_last_letters_before_a_switch_are_kept(browser_page: Page, stage: Stage) -> None:
    page = opened(browser_page, stage)
    page.locator("#body").press_sequentially("tout juste", delay=1)
    page.get_by_role("button", name="English").click()

    expect(page.locator("h1")).to_have_text("Order QZVTRMALP")
    expect(page.locator("#body")).to_have_value("tout juste")


def test_an_answer_lost_on_the_way_never_sends_the_old_text_for_the_new(
    browser_page: Page, stage: Stage
) -> None:
    page = opened(browser_page, stage)
    lost: list[str] = []

    def lose(route: Route) -> None:
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    page.route("**/messages", lose, times=1)
    page.locator("#body").fill("Première version")
    page.locator(".send").click()
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("#offline")).to_contain_text("rien n’est confirmé")
    assert len(lost) == 1

    page.locator("#body").fill("Seconde version")
    page.locator(".send").click()

    expect(page.locator("#notice [data-reason=already_sent]")).to_be_visible()
    expect(page.locator(".message.agent")).to_contain_text("Première version")
    assert page.locator("#body").input_value() == "Seconde version"
    page.locator(".send").click()
    expect(page.locator(".message.agent")).to_have_count(2)
    assert len(wait_for_mails(stage, 2)) == 2


def test_the_same_text_sent_again_after_a_lost_answer_is_one_message(
    browser_page: Page, stage: Stage
) -> None:
    page = opened(browser_page, stage)
    page.route("**/messages", lambda route: (route.fetch(), route.abort()), times=1)
    page.locator("#body").fill("Une seule fois")
    page.locator(".send").click()
    expect(page.locator("#offline")).to_be_visible()

    page.locator(".send").click()

    expect(page.locator(".message.agent")).to_have_count(1)
    expect(page.locator("#body")).to_have_value("")
    wait_for_mails(stage, 1)
    page.wait_for_timeout(1500)
    assert len(stage.mail.mails) == 1


def test_nothing_can_be_typed_into_a_text_that_is_leaving(browser_page: Page, stage: Stage) -> None:
    page = opened(browser_page, stage)

    leaving: list[Route] = []

    def keeps_back(route: Route) -> None:
        leaving.append(route)

    page.route("**/messages", keeps_back, times=1)
    page.locator("#body").fill("Au revoir")
    page.locator("#body").press("Control+Enter")
    page.keyboard.type(" et encore ceci")
    while not leaving:
        page.wait_for_timeout(20)
    leaving[0].continue_()

    expect(page.locator(".message.agent .text")).to_have_text("Au revoir")
    expect(page.locator("#body")).to_be_editable()
    pulse(page)
    expect(page.locator("#body")).to_have_value("")


def test_a_second_tab_never_wipes_the_long_text_of_the_first(
    browser_page: Page, stage: Stage
) -> None:
    first = opened(browser_page, stage)
    second = opened(browser_page.context.new_page(), stage)
    first.locator("#body").fill("Un long texte, écrit avec soin.")
    expect(first.locator(".saved")).to_have_text("Brouillon enregistré")

    second.locator("#body").fill("x")

    expect(second.locator("#notice [data-reason=draft_elsewhere]")).to_be_visible()
    expect(second.locator("#notice")).to_contain_text("écrit avec soin")
    pulse(first)
    assert first.locator("#body").input_value() == "Un long texte, écrit avec soin."
    second.get_by_role("button", name="Prendre ce texte").click()
    expect(second.locator("#body")).to_have_value("Un long texte, écrit avec soin.")


def test_a_ticket_closed_under_a_writing_hand_carries_the_text_on(
    browser_page: Page, other: Page, stage: Stage
) -> None:
    page = opened(browser_page, stage)
    page.locator("#body").fill("Presque fini")
    other.goto(stage.launch_page(employee="robin"))
    other.locator("#status").select_option("closed")
    other.locator("#apply-status").click()
    other.get_by_role("button", name="Close the ticket").click()
    expect(other.locator("#bar [data-status=closed]")).to_be_visible()

    pulse(page)
    expect(page.locator("#unsent")).to_have_value("Presque fini")
    page.get_by_role("button", name="Nouveau ticket sur cette commande").click()

    expect(page.locator("[data-arrival=created]")).to_be_visible()
    expect(page.locator("#body")).to_have_value("Presque fini")


def test_a_text_typed_after_the_session_ended_waits_for_the_next_launch(
    browser_page: Page, stage: Stage
) -> None:
    page = opened(browser_page, stage)
    page.route("**/draft", lambda route: route.fulfill(status=401, body=""))
    page.route("**/pulse", lambda route: route.fulfill(status=401, body=""))
    page.locator("#body").fill("Écrit trop tard")
    expect(page.locator(".saved")).to_have_text("Brouillon pas encore enregistré")
    page.unroute_all()

    page.goto(stage.launch_page())

    expect(page.locator("#body")).to_have_value("Écrit trop tard")


def test_a_status_chosen_meanwhile_does_not_pass_for_having_seen(
    browser_page: Page, other: Page, stage: Stage
) -> None:
    page = opened(browser_page, stage)
    page.locator("#body").fill("Ma réponse")
    other.goto(stage.launch_page(employee="robin"))
    other.locator("[value=note]").check()
    other.locator("#body").fill("Attends.")
    other.locator(".send").click()
    expect(other.locator(".message.note")).to_have_count(1)

    page.locator("#status").select_option("resolved")
    page.locator("#apply-status").click()
    expect(page.locator("#bar [data-status=resolved]")).to_be_visible()
    page.locator(".send").click()

    expect(page.locator("#notice [data-reason=moved_on]")).to_be_visible()
    page.locator(".send").click()
    expect(page.locator(".message.agent")).to_have_count(1)


def test_sending_and_closing_asks_first(browser_page: Page, stage: Stage) -> None:
    page = opened(browser_page, stage)
    page.locator("#body").fill("Au revoir")
    page.locator("[name=next_status]").select_option("closed")
    page.locator(".send").click()
    expect(page.locator("#notice [data-reason=confirm_send_close]")).to_be_visible()
    expect(page.locator(".message.agent")).to_have_count(0)

    page.get_by_role("button", name="Envoyer et fermer").click()

    expect(page.locator("#bar [data-status=closed]")).to_be_visible()
    expect(page.locator(".message.agent")).to_have_count(1)


def test_an_unfolded_order_stays_unfolded_when_the_card_is_read_again(
    browser_page: Page, stage: Stage
) -> None:
    page = opened(browser_page, stage)
    fold = page.locator("#related details").first
    fold.locator("summary").first.click()
    expect(fold.locator(".lines li").first).to_be_visible()

    with page.expect_response(lambda answer: answer.url.endswith("/orders")):
        page.get_by_role("button", name="Actualiser les commandes").click()

    expect(page.locator("#related details").first.locator(".lines li").first).to_be_visible()


def test_a_question_is_seen_from_every_part_of_a_narrow_panel(
    browser_page: Page, stage: Stage
) -> None:
    browser_page.set_viewport_size({"width": 320, "height": 480})
    page = opened(browser_page, stage)
    room = page.locator(".scroll").bounding_box()
    assert room is not None
    assert room["height"] >= 60
    page.locator("button[data-tab=order]").click()
    page.locator("#status").select_option("closed")
    page.locator("#apply-status").click()

    expect(page.locator("#notice [data-reason=confirm_close]")).to_be_visible()
