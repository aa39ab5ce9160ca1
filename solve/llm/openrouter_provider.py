"""OpenRouter: OpenAI's protocol in front of many vendors' models."""

from collections.abc import Mapping

from solve.llm.openai_provider import OpenAIProvider
from solve.llm.timeouts import Timeouts


class OpenRouterProvider(OpenAIProvider):
    """A model behind OpenRouter.

    Args:
        api_key, base_url, model, timeouts, options: as for `OpenAIProvider`.
        app_name: the application's name in OpenRouter's statistics, empty to stay out of them.
        referer: the application's address there, empty likewise.
    """

    name = "openrouter"

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str,
        model: str,
        timeouts: Timeouts,
        app_name: str = "",
        referer: str = "",
        options: Mapping[str, object] | None = None,
    ) -> None:
        # https://openrouter.ai/docs/app-attribution
        attribution = {"HTTP-Referer": referer, "X-Title": app_name}
        super().__init__(
            api_key=api_key,
            base_url=base_url,
            model=model,
            timeouts=timeouts,
            headers={name: value for name, value in attribution.items() if value},
            options=options,
        )
