from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from ranklore.site.tests.browser.visits import Visit


def serious_violations(visit: Visit, name: str, options: dict[str, object] | None = None) -> list[str]:
    """What axe finds, as "page: rule at element".

    Only violations are collected, no style sheet is fetched again, and a page gets the script once: all much faster.
    """
    options = {"resultTypes": ["violations"], "preload": False, **(options or {})}
    if not visit.page.evaluate("'axe' in window"):
        visit.page.evaluate(AXE_SCRIPT)
    return [
        f"{name}: {each['id']} at {each['nodes'][0]['target']}"
        for each in visit.page.evaluate("options => axe.run(options).then(({ violations }) => violations)", options)
        if each["impact"] in ("serious", "critical")
    ]


def press_button(visit: Visit, name: str) -> None:
    visit.page.get_by_role("button", name=name, exact=True).click()


def expect_message(visit: Visit, words: str) -> None:
    """The words stand in a live region, where a screen reader hears them."""
    expect(visit.page.locator("[role=status]").filter(has_text=words).first).to_be_attached()
