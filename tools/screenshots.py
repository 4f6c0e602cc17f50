"""The pictures of the README, taken from a running demonstration.

make demo                                   # in one terminal
.venv/bin/python -m tools.screenshots       # in another; --address if not http://127.0.0.1:8001
"""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium-headless-shell"
FOLDER = Path(__file__).parents[1] / "docs" / "images"
FLAGS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Refait les images du README.")
    parser.add_argument("--address", default="http://127.0.0.1:8001")
    address = parser.parse_args().address
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        wide = browser.new_page(viewport={"width": 1280, "height": 860}, locale="fr-FR")
        take(wide, f"{address}/agenda", "agenda")
        first = wide.locator(".sy-event__title a").first.get_attribute("href")
        phone = browser.new_page(viewport={"width": 390, "height": 860}, locale="fr-FR")
        take(phone, f"{address}{first}/inscription", "inscription")
        browser.close()


def take(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
