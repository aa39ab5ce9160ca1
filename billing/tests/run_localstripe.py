"""Runs localstripe on 127.0.0.1, without its file in /tmp: `python -m billing.tests.run_localstripe PORT`."""

import sys

from aiohttp import web
from localstripe.resources import Store
from localstripe.server import app

if __name__ == "__main__":
    # Two of them would write to the same file.
    Store.dump_to_disk = lambda _self: None
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=lambda _: None, access_log=None)
