"""What every answer tells the browser: load nothing from elsewhere, keep nothing, be framed by nobody.

Static files are the exception to "keep nothing": their address carries a digest of what is in them, so they
may be kept for a year. See ASVS 5.0 V3.4 (browser security headers).
"""

import hashlib
from pathlib import Path

from flask import Flask, Response, current_app, g, request, url_for
from werkzeug.security import safe_join

# No 'unsafe-inline' and no nonce: there is no inline script or style in the house. `data:` is not allowed for
# images either. A form may only be sent to ourselves, and the page may not move its own base.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self'",
        "frame-src 'none'",
        "worker-src 'none'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: on https the check of the token compares the referrer with our own host.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
_YEAR = 365 * 24 * 60 * 60
_digests: dict[tuple[str, int, int], str] = {}


def register(app: Flask, *, production: bool) -> None:
    """Put the headers on every answer, errors included, and give templates ``static_url``.

    ``production``: HTTPS only, so the browser is told to insist on it for two years.
    """

    def add_headers(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers[name] = value
        if worker := g.get("worker_source"):
            # One page starts one worker, and names it (family/routes/tonight.py): no other page may start any.
            policy = CONTENT_SECURITY_POLICY.replace("worker-src 'none'", f"worker-src {worker}")
            response.headers["Content-Security-Policy"] = policy
        if production:
            response.headers["Strict-Transport-Security"] = f"max-age={2 * _YEAR}; includeSubDomains"
        _say_how_long_to_keep(response)
        return response

    app.after_request(add_headers)
    app.jinja_env.globals["static_url"] = static_url


def _say_how_long_to_keep(response: Response) -> None:
    if request.endpoint != "static" or response.status_code not in (200, 206, 304):
        response.headers["Cache-Control"] = "no-store"
        return
    name = (request.view_args or {}).get("filename", "")
    if request.args.get("d") and request.args["d"] == digest(name):
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"


def static_url(name: str) -> str:
    """The address of a static file with the digest of what is in it: ``/static/css/app.css?d=0123456789ab``.

    A file of ours that is not there is a mistake and raises FileNotFoundError; one under ``vendor/`` may be
    missing where the front-end assets were not fetched (a unit test), and is addressed without a digest.
    """
    found = digest(name)
    if not found:
        if not name.startswith("vendor/"):
            raise FileNotFoundError(f"There is no static file {name}.")
        return url_for("static", filename=name)
    return url_for("static", filename=name, d=found)


def digest(name: str) -> str:
    """Twelve hexadecimal digits of the SHA-256 of a static file, ``""`` where there is none; read once per
    change."""
    joined = safe_join(current_app.static_folder or "", name)
    path = Path(joined or "")
    if joined is None or not path.is_file():
        return ""
    status = path.stat()
    key = (str(path), status.st_mtime_ns, status.st_size)
    if key not in _digests:
        _digests[key] = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return _digests[key]
