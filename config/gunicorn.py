"""gunicorn's configuration, the same for bin/serve and in production: `gunicorn -c config/gunicorn.py config.wsgi`."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
preload_app = True
timeout = 30
max_requests = 5000
max_requests_jitter = 500
limit_request_line = 8190  # the longest gunicorn can bound: long words get the site's own message
memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - files that are on no disk
worker_tmp_dir = memory
# Answers kept for a minute, shared by the workers: where nobody else may look, until the site stops.
if memory and "CACHE_FOLDER" not in os.environ:
    for left in Path(memory).glob("conseillers-*-*"):  # by a site that was killed
        if not Path("/proc", left.name.split("-")[1]).exists():
            shutil.rmtree(left, ignore_errors=True)
    os.environ["CACHE_FOLDER"] = tempfile.mkdtemp(prefix=f"conseillers-{os.getpid()}-", dir=memory)
control_socket_disable = True  # it would write in a home folder that the site's user does not have
access_log = os.environ.get("ACCESS_LOG", "0") not in ("", "0")
accesslog = "-" if access_log else None
# The path without its query string: what a resident typed stays out of the log; so do signed links (config/logs.py).
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms'
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "config.logs.DiscreetFormatter"}, "bare": {"()": "config.logs.AccessFormatter"}},
    "handlers": {
        "error": {"class": "logging.StreamHandler", "formatter": "discreet"},
        "access": {"class": "logging.StreamHandler", "formatter": "bare", "stream": "ext://sys.stdout"},
    },
    "root": {"level": "WARNING", "handlers": ["error"]},
    "loggers": {
        "gunicorn.error": {"level": "WARNING", "handlers": ["error"], "propagate": False},
        "gunicorn.access": {"level": "INFO" if access_log else "CRITICAL", "handlers": ["access"], "propagate": False},
    },
}


def pre_fork(server, worker):
    """What is loaded before the workers are made stays for good: no use in looking through it for garbage."""
    gc.collect()
    gc.freeze()


def on_exit(server):
    if memory and os.environ["CACHE_FOLDER"].startswith(f"{memory}/conseillers-"):
        shutil.rmtree(os.environ["CACHE_FOLDER"], ignore_errors=True)
