"""`manage.py demo` as somebody in a shell starts it."""

import subprocess
import sys

import pytest

from solacore.testing.served import ROOT


def demo(base_url: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "demo", "--base-url", base_url, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.usefixtures("quick_guide")
def test_it_goes_through_all_five_steps(server: str) -> None:
    done = demo(server, "--text", "I can't decide whether to leave my bakery job to study nursing")
    assert done.returncode == 0, done.stderr
    for word in ("receive", "clarify", "reframe", "options", "commit", "bakery", "nursing", "completed"):
        assert word in done.stdout


@pytest.mark.pure
def test_it_says_when_there_is_no_server() -> None:
    done = demo("http://127.0.0.1:1")
    assert done.returncode == 1
    assert "can't be reached" in done.stderr
    assert "Traceback" not in done.stderr
