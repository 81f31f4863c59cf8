"""Somebody with a browser, as the journeys have them."""

from __future__ import annotations

from typing import Any

from tests.cli.conftest import Server


class Walker:
    """Somebody with a browser. Every page they see is ours, in their language, and asks no other host."""

    def __init__(self, chromium: Any, server: Server, language: str, script: bool) -> None:
        self.base = f"http://127.0.0.1:{server.port}"
        self.prefix = f"/{language}" if language != "en" else ""
        self.language = language
        self.context = chromium.new_context(java_script_enabled=script, viewport={"width": 360, "height": 740})
        self.page = self.context.new_page()
        self.foreign: list[str] = []
        self.page.on(
            "request",
            lambda request: (
                self.foreign.append(request.url) if not request.url.startswith((self.base, "data:")) else None
            ),
        )
        self.page.on(
            "console", lambda line: self.foreign.append(line.text) if "Content Security Policy" in line.text else None
        )

    def open(self, path: str) -> Walker:
        path = path if path.startswith(f"{self.prefix}/") and self.prefix else self.prefix + path
        self.page.goto(self.base + path)
        return self.look()

    def look(self) -> Walker:
        assert self.page.locator("html").get_attribute("lang") == self.language
        assert self.page.locator("html").get_attribute("dir") == ("rtl" if self.language == "ar" else "ltr")
        assert self.foreign == []
        return self

    def fill(self, **typed: Any) -> Walker:
        for name, value in typed.items():
            field = self.unfold(f'[name="{name}"]')
            if value is True:
                field.check()
            else:
                field.fill(value)
        return self

    def choose(self, **typed: str) -> Walker:
        for name, value in typed.items():
            self.page.locator(f'main form.form select[name="{name}"]').select_option(value)
        return self

    def tick(self, **typed: str) -> Walker:
        for name, value in typed.items():
            self.unfold(f'[name="{name}"][value="{value}"]').check()
        return self

    def unfold(self, selector: str) -> Any:
        """What stands behind a fold is reached by opening it."""
        field = self.page.locator(f"main form.form {selector}").first
        shut = self.page.locator("main form.form details:not([open])").filter(has=self.page.locator(selector))
        if shut.count():
            shut.locator("summary").first.click()
        return field

    def press(self, selector: str = "main form.form .submit button") -> Walker:
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        return self.look()

    @property
    def text(self) -> str:
        return str(self.page.locator("main").inner_text())

    def fetch(self, path: str) -> str:
        answer = self.context.request.get(self.base + self.prefix + path)
        assert answer.status == 200, path
        return str(answer.text())
