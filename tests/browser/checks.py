"""What can be wrong with a page that is open in a browser. Each check returns what it found, in words."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from playwright.sync_api import Page

from tests.browser.tools import inside

STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# What depends on the colours: three quarters of what the others take together.
COLOURS = ("color-contrast", "link-in-text-block")
_AXE = inside("axe_playwright_python", "axe.min.js").read_text()
# A page whose folded parts are one shape over and over is unfolded so far; each one more takes the checker longer.
_UNFOLDED = 12

# What the WCAG's criterion 1.4.12 says somebody may set without losing anything.
SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }
"""

_CLIPPED = """() => [...document.querySelectorAll('body *')].filter(one => {
  if (!one.checkVisibility()) return false;  // all else lays out what is folded
  const style = getComputedStyle(one);
  if (style.clipPath !== 'none' && one.clientWidth <= 1) return false;  // only for those who listen
  const cut = axis => ['hidden', 'clip'].includes(style['overflow' + axis]);
  const lost = cut('X') && one.scrollWidth > one.clientWidth + 1 || cut('Y') && one.scrollHeight > one.clientHeight + 1;
  return lost && one.innerText?.trim();
}).map(one => `${one.tagName.toLowerCase()}: ${one.innerText.trim().slice(0, 80)}`)"""

_WIDE = """() => {
  const wide = document.documentElement.scrollWidth;
  if (wide <= innerWidth) return [];
  const right = one => one.getBoundingClientRect().right;
  const culprits = [...document.querySelectorAll('body *')].filter(one => right(one) > innerWidth + 1).slice(-3);
  const names = culprits.map(one => `${one.tagName.toLowerCase()} "${one.textContent.trim().slice(0, 40)}"`);
  return [`${wide} px wide in a window of ${innerWidth} px, because of ${names.join(', ') || 'a margin'}`];
}"""

_FOLDED = """() => [...document.querySelectorAll('details > :not(summary)')]
  .filter(one => !one.closest('nav'))  // a menu leads nowhere on paper
  .filter(one => one.textContent.trim() && !one.checkVisibility())
  .map(one => `${one.tagName.toLowerCase()}: ${one.textContent.trim().slice(0, 80)}`)"""

# The text that cannot be told from what is behind it.
_UNREADABLE = """() => {
  const channels = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const solid = colour => { const c = channels(colour); return c.length === 3 || c[3] > .5 ? c.slice(0, 3) : null; };
  const probe = document.documentElement.appendChild(document.createElement('i'));
  probe.style.background = 'Canvas';
  const paper = solid(getComputedStyle(probe).backgroundColor);
  probe.remove();
  const behind = one => {
    for (let at = one; at; at = at.parentElement) {
      const found = solid(getComputedStyle(at).backgroundColor);
      if (found) return found;
    }
    return paper;
  };
  const light = c => {
    const [r, g, b] = c.map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const contrast = (a, b) => {
    const [more, less] = [light(a), light(b)].sort((p, q) => q - p);
    return (more + .05) / (less + .05);
  };
  return [...document.querySelectorAll('body *')].filter(one => {
    if (![...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())) return false;
    if (!one.checkVisibility() || one.closest('script, style, template, noscript')) return false;
    const style = getComputedStyle(one);
    const text = one instanceof SVGElement ? style.fill : style.color;
    return contrast(solid(text) || behind(one), behind(one)) < 3;
  }).map(one => `${one.tagName.toLowerCase()}: ${one.textContent.trim().slice(0, 80)}`);
}"""


def unfold(page: Page) -> None:
    """Open what is folded, so that it is looked at too."""
    page.evaluate(f"[...document.querySelectorAll('details')].slice(0, {_UNFOLDED}).forEach(one => one.open = true)")


def inaccessible(page: Page, *rules: str, colours: bool = True) -> list[str]:
    """What breaks a rule of the standards, or one of these rules; the rules of colours may be left out."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": STANDARDS}
    off = {} if colours else {rule: {"enabled": False} for rule in COLOURS}
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_AXE)
    without = f"({_ALIKE})()" if rules == COLOURS else "[]"
    with _dressed(page, _FOLDED_AWAY):
        found = page.evaluate(
            f"options => axe.run({{include: [document], exclude: {without}}}, options)",
            {"runOnly": only, "rules": off, "resultTypes": ["violations"], "elementRef": False},
        )
    return [line for rule in found["violations"] for line in _told(rule)]


def _told(rule: dict[str, Any]) -> Iterator[str]:
    for node in rule["nodes"]:
        why = " ".join(node["failureSummary"].split())
        yield f"{rule['id']} at {node['target']}: {rule['help']}. {why} {rule['helpUrl']}"


def too_wide(page: Page) -> list[str]:
    """How much wider than the window the page is, and because of what."""
    found: list[str] = page.evaluate(_WIDE)
    return found


def clipped(page: Page) -> list[str]:
    """The elements that cut off some of their text."""
    found: list[str] = page.evaluate(_CLIPPED)
    return found


def folded(page: Page) -> list[str]:
    """What is in the page and folded away."""
    found: list[str] = page.evaluate(_FOLDED)
    return found


def unreadable(page: Page) -> list[str]:
    """The text whose colour is too much like the one behind it."""
    found: list[str] = page.evaluate(_UNREADABLE)
    return found


# What is folded is laid out, out of sight, whenever it is measured: where it is not there at all, a page with a
# thousand folded parts takes the checker a third of the time, and it says the same.
_FOLDED_AWAY = """
details::details-content { content-visibility: visible !important; block-size: auto !important; }
details:not([open]) > :not(summary) { display: none !important; }
"""
# Siblings of one shape have the same colours: the first, the second and the last of them are looked at. A shape is the
# elements with all that is set on them but where they lead and are found, and where there is text, whatever it says.
_ALIKE = """() => {
  const set = at => ['href', 'id', 'datetime'].includes(at.name) ? at.name : `${at.name}=${at.value}`;
  const shape = one => one.nodeType === 3 ? (one.data.trim() ? 'text' : '') : one.nodeType !== 1 ? ''
    : `${one.tagName} ${[...one.attributes].map(set)} (${[...one.childNodes].map(shape).filter(Boolean)})`;
  const alike = [];
  for (const parent of document.querySelectorAll('table, tbody, ul, ol, dl')) {
    if (parent.children.length < 4) continue;
    const seen = Map.groupBy(parent.children, shape);
    for (const same of seen.values()) alike.push(...same.slice(2, -1));
  }
  return alike;
}"""

_ADOPT = """text => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [sheet];
}"""


@contextmanager
def _dressed(page: Page, sheet: str) -> Iterator[None]:
    """The page with a sheet of somebody else's, whatever the page allows."""
    page.evaluate(_ADOPT, sheet)
    try:
        yield
    finally:
        page.evaluate("document.adoptedStyleSheets = []")


def spaced(page: Page) -> AbstractContextManager[None]:
    """The page as somebody sees it who sets text wider apart."""
    return _dressed(page, SPACING)
