"""The code of the release before, on the schema of this one: what runs while a deployment is under way."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from solacore.testing.clients import Native, text_of
from solacore.testing.own_stores import own_direct_stores
from solacore.testing.served import ROOT, Served, data_folder

pytestmark = pytest.mark.pure

STORY = "My shop closes in June and I have told nobody."


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip()


def _previous_release() -> str:
    """The tag of the newest release (vX.Y.Z) before this commit; PREVIOUS_RELEASE names another."""
    tags = _git("tag", "--list", "v*", "--sort=-version:refname", "--merged", "HEAD~1").split()
    return os.environ.get("PREVIOUS_RELEASE") or next(iter(tags), "")


@pytest.fixture
def previous(tmp_path: Path) -> Path:
    """Its files."""
    release = _previous_release()
    if not release:
        pytest.skip("there is no release (a tag vX.Y.Z) before this commit")
    folder = tmp_path / "previous"
    folder.mkdir()
    archive = subprocess.run(["git", "archive", release], cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)
    return folder


def _talk(person: Native) -> None:
    session_id = person.start()
    events = person.send(session_id, STORY)
    assert events[-1].name == "done"
    assert text_of(events) == person.messages(session_id)[1]["content"]


def test_it_works_on_the_new_schema(previous: Path) -> None:
    with data_folder() as data:
        migrated = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **own_direct_stores(data), "DATA_DIR": str(data)},
            capture_output=True,
            text=True,
        )
        assert migrated.returncode == 0, migrated.stderr
        old = Served(data, "all", previous)
        new = Served(data)
        try:
            before, after = Native(old.base_url), Native(new.base_url)
            assert before.register().status_code == after.register().status_code == 201
            for person in (before, after):
                _talk(person)
            # Each reads what the other has written.
            for person, server in ((before, new), (after, old)):
                elsewhere = Native(server.base_url, person.fingerprint)
                elsewhere.access = person.access
                _talk(elsewhere)
                assert len(elsewhere.get("/sessions").json()["sessions"]) == 2
                assert elsewhere.request("DELETE", "/account").status_code == 204
        finally:
            for served in (old, new):
                served.stop()
                served.log.unlink(missing_ok=True)
