"""Somebody at the desk with a keyboard alone: no mouse, no scripts, a small phone. What they do is counted."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

_MOST = 200  # steps with Tab, after which nothing is reached
_FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return ['', '', '', false];
  const words = at.labels?.[0]?.innerText || at.getAttribute('aria-label') || at.innerText || at.value || '';
  const box = at.getBoundingClientRect();
  const seen = box.width > 0 && box.height > 0 && getComputedStyle(at).outlineStyle !== 'none';
  return [at.tagName.toLowerCase(), at.type || '', words.trim().replace(/\\s+/g, ' '), seen];
}"""


@dataclass
class Done:
    """What somebody did: pages that they came to, things that they pressed or chose, letters that they typed."""

    screens: int = 0
    presses: int = 0
    letters: int = 0

    def at_most(self, screens: int, presses: int, letters: int) -> bool:
        return self.screens <= screens and self.presses <= presses and self.letters <= letters


@dataclass
class Person:
    """Somebody who reads a page and goes from one thing to the next with the Tab key."""

    page: Page
    done: Done = field(default_factory=Done)

    def open(self, address: str) -> "Person":
        """Go to an address, as by a bookmark."""
        self.page.goto(address)
        self.done.screens += 1
        return self

    @property
    def reads(self) -> str:
        """What the page says."""
        return " ".join(self.page.locator("main").inner_text().split())

    def to(self, words: str, *kinds: str) -> "Person":
        """Go on with Tab to what has these words, as it is read out; everything that is passed can be seen to be."""
        for _ in range(_MOST):
            self.page.keyboard.press("Tab")
            tag, type_, told, seen = self.page.evaluate(_FOCUSED)
            if tag and not seen:
                raise AssertionError(f"focus is not to be seen on {tag} {told!r}")
            if told.startswith(words) and (not kinds or tag in kinds or type_ in kinds):
                return self
        raise AssertionError(f"nobody comes to “{words}” with the Tab key")

    def press(self, words: str) -> "Person":
        """Press a button, or follow a link, and come to another page."""
        self.to(words, "button", "submit", "a")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.done.screens += 1
        self.done.presses += 1
        return self

    def unfold(self, words: str) -> "Person":
        """Open what is folded."""
        self.to(words, "summary")
        self.page.keyboard.press("Enter")
        self.done.presses += 1
        return self

    def tick(self, words: str) -> "Person":
        """Tick a box."""
        self.to(words, "checkbox")
        self.page.keyboard.press("Space")
        self.done.presses += 1
        return self

    def choose(self, words: str) -> "Person":
        """Choose one of several round buttons: Tab comes to the first or the chosen one, arrows to the others."""
        self._until(lambda: self.page.evaluate(_FOCUSED)[1] == "radio", "Tab")
        self._until(lambda: self.page.evaluate(_FOCUSED)[2].startswith(words), "ArrowDown")
        if not self.page.evaluate("document.activeElement.checked"):
            self.page.keyboard.press("Space")
        self.done.presses += 1
        return self

    def select(self, label: str, words: str) -> "Person":
        """Choose from a list by its first letters."""
        self.to(label, "select", "select-one")
        self.page.keyboard.type(words)
        chosen = self.page.evaluate("document.activeElement.selectedOptions[0].innerText")
        assert chosen.startswith(words), chosen
        self.done.presses += 1
        return self

    def type(self, label: str, text: str) -> "Person":
        """Type into a field."""
        self.to(label, "input", "textarea")
        self.page.keyboard.type(text)
        self.done.letters += len(text)
        return self

    def retype(self, label: str, text: str) -> "Person":
        """Type into a field in place of what is in it."""
        self.to(label, "input", "textarea").page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        self.done.letters += len(text)
        return self

    def _until(self, holds: Callable[[], bool], key: str) -> None:
        for _ in range(_MOST):
            if holds():
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"nobody comes there with {key}")
