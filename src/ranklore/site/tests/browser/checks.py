from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ranklore.site.tests.browser.visits import Visit


def serious_violations(visit: Visit, name: str, options: dict[str, object] | None = None) -> list[str]:
    """What axe finds, as "page: rule at element". Only violations are collected, which is much faster."""
    options = {"resultTypes": ["violations"], **(options or {})}
    return [
        f"{name}: {each['id']} at {each['nodes'][0]['target']}"
        for each in Axe().run(visit.page, options=options).response["violations"]
        if each["impact"] in ("serious", "critical")
    ]


def press_button(visit: Visit, name: str) -> None:
    visit.page.get_by_role("button", name=name, exact=True).click()


def expect_message(visit, words):
    """The words stand in a live region, where a screen reader hears them."""
    expect(visit.page.locator("[role=status]").filter(has_text=words).first).to_be_attached()
