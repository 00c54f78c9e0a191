"""How gunicorn serves the pages: read by gunicorn itself as ``python:coordination.gunicorn_settings``.

Each web process loads the application after it was forked. A database connection that was open before would
be shared, and one request would read another's answer; so loading before the fork is refused here, and a
process that finds engines already made lets go of them.
"""

import gc
from pathlib import Path
from typing import Any

from coordination.config import read

_settings = read()

bind = [f"127.0.0.1:{_settings.port}"]
workers = _settings.web_workers
worker_class = "gthread"
threads = _settings.web_threads
preload_app = False
# A page answers in seconds; a process that does not is replaced.
timeout = 60
graceful_timeout = 20
keepalive = 5
# Requests that wait for a thread; past this the system refuses them rather than letting the wait grow.
backlog = 256
# Leaked memory never outlives a process; the jitter keeps them from being replaced together.
max_requests = 5000
max_requests_jitter = 500
# The heartbeat file must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn makes the file safely
# Addresses of pages hold references to children, so gunicorn keeps no access log of its own.
accesslog = None
errorlog = "-"
loglevel = "warning"
# The supervisor speaks to it by signals.
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Refuse to load the application before the fork, whatever the command line says."""
    if server.cfg.preload_app:
        raise RuntimeError("The application opens database connections: it must load after the fork.")


def post_fork(server: Any, worker: Any) -> None:
    """Let go, without closing them for the parent, of database connections made before the fork."""
    app = server.app.callable
    if app is not None:
        from coordination.db import db

        with app.app_context():
            for engine in db.engines.values():
                engine.dispose(close=False)


def post_worker_init(worker: Any) -> None:
    """Leave what the loaded application is made of out of every later search for rubbish: it stays to the end."""
    gc.collect()
    gc.freeze()
