"""A ticket's side as two agents work on it: in place, by keyboard, each seeing the other's acts."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.stage import Stage


def look_at_the_side(page: Page) -> None:
    """It is asked for after what is read first."""
    page.locator("#work-title").wait_for()


def test_two_agents_tag_assign_rate_and_see_each_other_do_it(
    browser_page: Page, other: Page, stage: Stage
) -> None:
    other.goto(stage.launch_page(employee="robin"))
    look_at_the_side(other)
    browser_page.goto(stage.launch_page())
    page = browser_page
    look_at_the_side(page)

    page.locator("#new-tag").fill("VIP, colis perdu")
    page.locator("#new-tag").press("Enter")
    expect(page.locator("#work-tags .chip")).to_have_count(2)
    expect(page.locator("#new-tag")).to_be_focused()
    page.locator("#assignee-me").click()
    expect(page.locator("#work-assignees .chip")).to_have_count(1)
    page.locator("#work-type").select_option("review")
    page.locator("#star-1").focus()
    page.locator("#star-1").press("ArrowRight")
    expect(page.locator("#bar .stars-told")).to_contain_text("★★☆☆☆")

    other.locator("#work-subject").fill("A parcel that")
    expect(other.locator("#work-tags .chip")).to_have_count(2)
    expect(other.locator("#work-subject")).to_have_value("A parcel that")
    expect(other.locator("#work-assignees")).to_contain_text("Camille Fournier")
    other.locator('[data-tag="vip"] button').click()
    expect(other.locator("#work-tags")).to_be_focused()
    expect(page.locator('#work-tags [data-tag="vip"]')).to_have_count(0)


def test_a_task_of_a_ticket_is_ticked_off_in_the_list(browser_page: Page, stage: Stage) -> None:
    page = browser_page
    page.goto(stage.launch_page())
    look_at_the_side(page)
    page.locator("#open-new-task").click()
    page.locator("#title-new").fill("Appeler le transporteur")
    page.locator("#due-new").fill("2020-01-02")
    page.locator("#add-task").click()
    expect(page.locator("#tasks .late")).to_be_visible()
    expect(page.locator("#open-new-task")).to_be_focused()

    page.locator("#to-inbox").click()
    page.locator("#to-tasks").click()
    expect(page.locator(".stretch.late")).to_contain_text("Appeler le transporteur")
    page.get_by_role("checkbox", name="Appeler le transporteur").check()
    expect(page.locator(".stretch")).to_have_count(0)
    page.locator("#task-state").select_option("done")

    expect(page.locator(".stretch.done")).to_contain_text("Appeler le transporteur")
    page.reload()
    page.locator("#task-filters").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_one_types_or_chooses_stays_while_a_colleague_works_on(
    browser_page: Page, other: Page, stage: Stage
) -> None:
    other.goto(stage.launch_page(employee="robin"))
    look_at_the_side(other)
    page = browser_page
    page.goto(stage.launch_page())
    look_at_the_side(page)
    page.locator("#work-subject").fill("Celui de Camille")
    page.locator("#open-assignees").click()
    page.locator("#add-assignee").select_option(index=1)
    page.locator("#work-subject").focus()

    other.locator("#work-subject").fill("Robin's")
    other.locator("#work-subject").press("Enter")
    expect(page.locator("#bar h1")).to_have_text("Robin's")

    expect(page.locator("#work-subject")).to_be_focused()
    expect(page.locator("#work-subject")).to_have_value("Celui de Camille")
    expect(page.locator("#add-assignee")).to_be_visible()
    assert page.locator("#add-assignee").input_value()
    page.locator("#work-subject").press("Enter")
    expect(page.locator("#changed-subject")).to_contain_text("Robin's")
    expect(page.locator("#work-subject")).to_be_focused()
    page.locator("#work-subject").press("Enter")
    expect(page.locator("#bar h1")).to_have_text("Celui de Camille")
    page.locator("#quick-close").click()
    expect(page.get_by_role("button", name="Fermer le ticket")).to_be_focused()
