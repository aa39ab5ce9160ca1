"""Which tests run in the same one of the processes of `pytest -n`: those that share what is slow to start."""

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

# Folders whose tests share a browser, nginx and its upstreams, or the two servers of the fixture `stage`.
_TOGETHER = ("tests/browser", "tests/edge", "tests/processes")


class BySharedServers(LoadScopeScheduling):  # type: ignore[misc]  # xdist is not typed
    """Hands out whole files, and whole folders of those above."""

    def _split_scope(self, nodeid: str) -> str:
        file = PurePosixPath(nodeid.partition("::")[0])
        folder = str(file.parent)
        return folder if folder in _TOGETHER else str(file)
