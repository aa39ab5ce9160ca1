"""The page of metrics, read."""

import httpx
from prometheus_client.parser import text_string_to_metric_families

from monitoring.stored import stored_collector


class Page:
    """The page as it is now."""

    def __init__(self, server: str, path: str = "/health/metrics") -> None:
        stored_collector.forget()
        response = httpx.get(server + path, timeout=30)
        assert response.status_code == 200
        self.text = response.text
        self.content_type = response.headers["Content-Type"]
        self.samples = {
            (sample.name, *sorted(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(self.text)
            for sample in family.samples
        }

    def value(self, name: str, **labels: str) -> float:
        return self.samples.get((name, *sorted(labels.items())), 0.0)

    def has(self, name: str, **labels: str) -> bool:
        return (name, *sorted(labels.items())) in self.samples
