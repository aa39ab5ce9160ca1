"""Fixtures for the tests of turns."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from pytest_django import Settings

from solacore.testing.server import run_in_server
from solve.llm.registry import provider
from solve.tests.fakes.vendor_server import Script, VendorServer
from solve.tests.vendor import StartVendor, vendor_in_thread


@pytest.fixture
def vendor(server: str, settings: Settings) -> Iterator[StartVendor]:
    """Starts a vendor's server with the given scripts and points the settings at it."""
    with ExitStack() as stack:

        def start(*scripts: Script) -> VendorServer:
            vendor = stack.enter_context(vendor_in_thread(list(scripts)))
            settings.OPENAI_API_KEY = "sk-local"
            settings.OPENAI_BASE_URL = f"{vendor.url}/v1"
            settings.LLM_MODEL = "local"
            settings.LLM_PROVIDER = "openai"
            return vendor

        yield start
        run_in_server(server, provider().aclose())
