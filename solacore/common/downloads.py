"""Files that are sent as a download, by WSGI and ASGI alike."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.http import FileResponse


class DownloadResponse(FileResponse):
    """An open file, sent block by block and closed at the end.

    Under ASGI Django would read the whole of it into memory first, and warn about that.
    """

    block_size = 65_536

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The blocks, for an ASGI server."""
        return read_in_threads(iter(self))


async def read_in_threads(blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The blocks of a file, read without keeping the event loop waiting."""
    while block := await sync_to_async(lambda: next(blocks, b""))():
        yield block
