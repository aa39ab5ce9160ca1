"""localstripe, a stateful Stripe of others, as a process of its own, and what tests make in it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from billing.tests.fake_stripe import PRO, STANDARD
from solacore.testing.served import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
CARD = {"number": "4242424242424242", "exp_month": "12", "exp_year": "2040", "cvc": "123"}


class LocalStripe:
    """A running localstripe; its prices are plans, as before Stripe had prices."""

    def __init__(self, address: str) -> None:
        """Args: address: where it listens."""
        self.address = address
        self.http = httpx.Client(
            base_url=f"{address}/v1", headers={"Authorization": "Bearer sk_test_of_the_tests"}, timeout=30
        )

    def post(self, path: str, **form: str) -> dict[str, Any]:
        """Makes or changes something."""
        response = self.http.post(path, data=form)
        assert response.is_success, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def get(self, path: str) -> dict[str, Any]:
        """Reads something."""
        response = self.http.get(path)
        assert response.is_success, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def delete(self, path: str) -> None:
        """Ends or deletes something."""
        assert self.http.delete(path).is_success

    def flush(self) -> None:
        """Begins anew, with the two plans."""
        assert httpx.delete(f"{self.address}/_config/data").is_success
        for plan, amount in ((STANDARD, "900"), (PRO, "1900")):
            self.post(
                "/plans",
                **{
                    "id": plan,
                    "amount": amount,
                    "currency": "usd",
                    "interval": "month",
                    "product[name]": plan,
                },
            )

    def customer(self, user_id: str = "", email: str = "payer@example.com") -> str:
        """A customer with a card that works, who names a person of ours."""
        metadata = {"metadata[user_id]": user_id} if user_id else {}
        customer_id = str(self.post("/customers", email=email, **metadata)["id"])
        card = {f"card[{name}]": value for name, value in CARD.items()}
        method = self.post("/payment_methods", type="card", **card)["id"]
        self.post(f"/payment_methods/{method}/attach", customer=customer_id)
        self.post(f"/customers/{customer_id}", **{"invoice_settings[default_payment_method]": method})
        return customer_id

    def subscribe(self, customer_id: str, price: str = STANDARD, user_id: str = "") -> dict[str, Any]:
        """A paid subscription."""
        metadata = {"metadata[user_id]": user_id} if user_id else {}
        return self.post("/subscriptions", customer=customer_id, **{"items[0][plan]": price}, **metadata)


@contextmanager
def running_localstripe() -> Iterator[LocalStripe]:
    """Starts it on a free port, and stops it."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "billing.tests.run_localstripe", str(port)], cwd=ROOT)
    local = LocalStripe(f"http://127.0.0.1:{port}")
    try:
        _wait_for(local, process)
        yield local
    finally:
        local.http.close()
        process.terminate()
        process.wait(20)


def _wait_for(local: LocalStripe, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        assert process.poll() is None, "localstripe ended"
        assert time.monotonic() < deadline, "localstripe did not start"
        try:
            local.http.get("/plans")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
