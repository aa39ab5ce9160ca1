"""The built-in guide: the embedded default provider."""

from solve.llm.guide.provider import GUIDE_NOTE, GuideProvider

__all__ = ["GUIDE_NOTE", "GuideProvider"]
