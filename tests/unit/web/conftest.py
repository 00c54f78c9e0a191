"""The styleguide application, on a morning that does not move."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordination import clock
from coordination.web import languages

sys.path.insert(0, str(Path(__file__).parent))
import styleguide  # noqa: E402


@pytest.fixture(scope="session")
def translations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compiled catalogues of the pseudo language, tagged as Arabic, and of Welsh, which runs left to
    right."""
    folder = tmp_path_factory.mktemp("translations")
    languages.write_pseudo(folder, "ar")
    languages.write_pseudo(folder, "cy")
    return folder


@pytest.fixture(scope="session")
def app(translations: Path) -> Flask:
    return styleguide.application(translations=translations)


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """Thursday 12 March 2026, 10:42 in London."""
    with clock.frozen(styleguide.NOW):
        yield


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def unguarded(app: Flask) -> Iterator[FlaskClient]:
    """A client whose posts need no token, for tests of what is typed."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield app.test_client()
    app.config["WTF_CSRF_ENABLED"] = True
