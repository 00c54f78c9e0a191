"""What answers tell the browser."""

from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from coordination.web import headers

ADDRESSES = ("/", "/form", "/family", "/error/500", "/nothing-here", "/static/css/app.css")


class TestEveryAnswer:
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_may_load_only_from_ourselves_and_be_framed_by_nobody(self, client: FlaskClient, address: str) -> None:
        policy = client.get(address).headers["Content-Security-Policy"]
        parts = dict(part.split(" ", 1) for part in policy.split("; "))
        assert parts["default-src"] == parts["script-src"] == parts["style-src"] == parts["form-action"] == "'self'"
        assert parts["frame-ancestors"] == parts["base-uri"] == parts["object-src"] == "'none'"
        assert not any(word in policy for word in ("unsafe", "data:", "http", "*"))

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_is_what_it_says_it_is_and_tells_others_nothing(self, client: FlaskClient, address: str) -> None:
        sent = client.get(address).headers
        assert sent["X-Content-Type-Options"] == "nosniff"
        assert sent["Referrer-Policy"] == "same-origin"
        assert "camera=()" in sent["Permissions-Policy"]
        assert sent["Cross-Origin-Opener-Policy"] == "same-origin"

    @pytest.mark.parametrize("address", [a for a in ADDRESSES if not a.startswith("/static")])
    def test_with_somebodys_record_is_kept_nowhere(self, client: FlaskClient, address: str) -> None:
        assert client.get(address).headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_says_nothing_back_of_what_was_sent(self, client: FlaskClient, address: str) -> None:
        assert client.open(address, method="TRACE", headers={"X-Sent": "secret"}).status_code in (404, 405)

    def test_insists_on_https_in_production_only(self, client: FlaskClient) -> None:
        assert "Strict-Transport-Security" not in client.get("/").headers
        live = Flask("coordination")
        headers.register(live, production=True)
        assert "max-age=63072000" in live.test_client().get("/nothing").headers["Strict-Transport-Security"]


class TestAStaticFile:
    def test_is_kept_for_a_year_under_the_digest_of_what_is_in_it(self, app: Flask, client: FlaskClient) -> None:
        with app.test_request_context("/"):
            address = headers.static_url("css/app.css")
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"

    @pytest.mark.parametrize("address", ["/static/css/app.css", "/static/css/app.css?d=000000000000"])
    def test_without_that_digest_is_asked_for_again(self, client: FlaskClient, address: str) -> None:
        assert client.get(address).headers["Cache-Control"] == "no-cache"

    def test_that_changes_has_another_address(self, tmp_path: Path) -> None:
        small = Flask("coordination", static_folder=str(tmp_path))
        headers.register(small, production=False)
        file = tmp_path / "a.css"
        with small.test_request_context("/"):
            file.write_text("a {}")
            before = headers.static_url("a.css")
            file.write_text("a { color: red }")
            assert headers.static_url("a.css") != before

    def test_of_ours_that_is_missing_is_a_mistake(self, app: Flask) -> None:
        with (
            app.test_request_context("/"),
            pytest.raises(FileNotFoundError, match=r"no static file css/apps\.css"),
        ):
            headers.static_url("css/apps.css")

    def test_that_is_fetched_may_be_missing(self, app: Flask) -> None:
        with app.test_request_context("/"):
            assert headers.static_url("vendor/not-there.css") == url_for("static", filename="vendor/not-there.css")

    @pytest.mark.parametrize("name", ["../config.py", "/etc/passwd", "..\\config.py", "css/../../config.py", "css"])
    def test_is_never_one_from_another_folder(self, app: Flask, name: str) -> None:
        with app.test_request_context("/"):
            assert headers.digest(name) == ""
