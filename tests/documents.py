"""What is written for people in files: the README and the guides, and the blocks of commands in them."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
GUIDES = sorted((ROOT / "api" / "pages" / "guides").glob("*.md"))


def written(file: Path) -> str:
    """What a document says."""
    return file.read_text(encoding="utf-8")


def blocks(file: Path, language: str) -> list[str]:
    """Every block of a document that is in one language, such as `sh`."""
    return re.findall(rf"```{language}\n(.*?)```", written(file), flags=re.DOTALL)
