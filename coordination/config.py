"""Configuration: every setting the product reads from its environment, once, checked at the start.

Each is listed in ``docs/operations.md`` with its default. A missing or wrong one in production stops the start
with one line that names it.
"""

import json
import os
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent


class WrongSetting(Exception):
    """A setting that is missing or wrong; the message is one line that names it and says what to do."""


def _flag(value: str | None, default: bool) -> bool:
    return default if value is None else value.strip().lower() in {"1", "on", "yes", "true"}


@dataclass(frozen=True)
class SignOn:
    """An organisation's own sign-in, by OpenID Connect.

    ``organisations``: the keys of those whose people sign in by it. ``second_factor``: the values of ``amr``, ``acr``
    or ``acrs`` that say a second step was done there.
    """

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str
    organisations: tuple[UUID, ...]
    second_factor: frozenset[str] = frozenset({"mfa"})


@dataclass(frozen=True)
class Settings:
    """All settings. ``database_urls`` has the four logins of the house: owner, app, worker, auditor."""

    environment: str = "demo"
    instance: Path = ROOT / "instance"
    database_urls: dict[str, str] = field(default_factory=dict)
    secret_key: str = ""
    base_url: str = "http://127.0.0.1:8000"
    uploads: Path = ROOT / "instance" / "uploads"
    file_keys: str = ""
    backup_keys: str = ""
    postgresql_programs: Path | None = None
    mail: dict[str, str] = field(default_factory=dict)
    demo_password: str = "two-rivers-demo"
    demo_second_factor: bool = False
    web_workers: int = 2
    web_threads: int = 4
    port: int = 8000
    contact_phone: str = ""
    home_authority: str = ""
    passkey_domain: str = ""
    sign_on: tuple[SignOn, ...] = ()
    # From which day the duty to share of the Children Act 2004, s.16LA applies here. None: nobody has confirmed that it
    # has commenced.
    information_sharing_duty_from: date | None = None

    @property
    def production(self) -> bool:
        """Whether this is a deployment with real people's records."""
        return self.environment == "production"


def instance_folder(env: dict[str, str] | None = None) -> Path:
    """Where the embedded database, local secrets and uploads live."""
    values = os.environ if env is None else env
    return Path(values.get("COORDINATION_INSTANCE", ROOT / "instance")).resolve()


def read(env: dict[str, str] | None = None) -> Settings:
    """Settings from the environment, completed outside production by what ``init`` wrote to the instance folder.

    Raises WrongSetting, with one line that names the setting.
    """
    values = dict(os.environ if env is None else env)
    environment = values.get("COORDINATION_ENV", "demo")
    if environment not in {"demo", "test", "production"}:
        raise WrongSetting("COORDINATION_ENV must be demo, test or production.")
    instance = instance_folder(values)
    local: dict[str, str] = {}
    written = instance / "local.json"
    if environment != "production" and written.exists():
        local = json.loads(written.read_text())
    own = bool(values.get("DATABASE_OWNER_URL"))
    # Without an owner's login, DATABASE_URL is an administrator's: `init` makes the four logins and writes them down.
    urls = {
        login: (values.get(name) if own else "") or local.get(name, "")
        for login, name in {
            "owner": "DATABASE_OWNER_URL",
            "app": "DATABASE_URL",
            "worker": "WORKER_DATABASE_URL",
            "auditor": "AUDITOR_DATABASE_URL",
        }.items()
    }
    secret = values.get("SECRET_KEY") or local.get("SECRET_KEY", "")
    file_keys = values.get("FILE_KEYS") or local.get("FILE_KEYS", "")
    backup_keys = values.get("BACKUP_KEYS") or local.get("BACKUP_KEYS", "")
    programs = values.get("POSTGRESQL_PROGRAMS")
    port = _whole_number(values, "PORT", 8000)
    base = values.get("BASE_URL", f"http://127.0.0.1:{port}")
    if environment == "production":
        _require_production(values, base)
    return Settings(
        environment=environment,
        instance=instance,
        database_urls=urls,
        secret_key=secret,
        base_url=base,
        uploads=Path(values.get("UPLOADS_DIR", instance / "uploads")),
        file_keys=file_keys,
        backup_keys=backup_keys,
        postgresql_programs=Path(programs) if programs else None,
        mail={name: values[name] for name in values if name.startswith("MAIL_")},
        demo_password=values.get("DEMO_PASSWORD", "two-rivers-demo"),
        demo_second_factor=_flag(values.get("DEMO_SECOND_FACTOR"), default=False),
        web_workers=_whole_number(values, "WEB_WORKERS", 2),
        web_threads=_whole_number(values, "WEB_THREADS", 4),
        port=port,
        contact_phone=values.get("CONTACT_PHONE", "01632 960100" if environment == "demo" else ""),
        home_authority=values.get("HOME_AUTHORITY", "801" if environment == "demo" else ""),
        passkey_domain=_passkey_domain(values.get("PASSKEY_DOMAIN", ""), base),
        sign_on=tuple(
            _sign_on(values, name, environment == "production") for name in _listed(values.get("OIDC_PROVIDERS", ""))
        ),
        information_sharing_duty_from=_day(values, "INFORMATION_SHARING_DUTY_FROM"),
    )


def deployment_keys(text: str, *, setting: str = "FILE_KEYS") -> dict[str, bytes]:
    """``FILE_KEYS``, or another setting of that form, as keys by id. Raises WrongSetting."""
    keys: dict[str, bytes] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, digits = part.partition(":")
        try:
            key = bytes.fromhex(digits)
        except ValueError:
            key = b""
        if not name or len(key) != 32:
            raise WrongSetting(f"{setting} must be like main:<64 hex digits>, several separated by commas.")
        keys[name] = key
    if not keys:
        raise WrongSetting(f"{setting} must hold at least one key.")
    return keys


def _whole_number(values: dict[str, str], name: str, default: int) -> int:
    text = values.get(name, str(default))
    if not text.isdigit() or int(text) < 1:
        raise WrongSetting(f"{name} must be a whole number above 0.")
    return int(text)


def _day(values: dict[str, str], name: str) -> date | None:
    text = values.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongSetting(f"{name} must be a date written 2026-11-30.") from None


def _passkey_domain(domain: str, base: str) -> str:
    """The name passkeys belong to: the host of our address, or a domain it is in."""
    host = urlsplit(base).hostname or ""
    if domain and host != domain and not host.endswith(f".{domain}"):
        raise WrongSetting("PASSKEY_DOMAIN must be the host of BASE_URL or a domain that host is in.")
    return domain


def _listed(value: str) -> list[str]:
    return [one.strip() for one in value.split(",") if one.strip()]


def _sign_on(values: dict[str, str], name: str, production: bool) -> SignOn:
    """An organisation's sign-in from ``OIDC_<NAME>_...``."""
    if not re.fullmatch(r"[a-z][a-z0-9]{0,30}", name):
        raise WrongSetting("OIDC_PROVIDERS must be names of small letters and digits, with commas between them.")
    start = f"OIDC_{name.upper()}_"
    for needed in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "ORGANISATIONS"):
        if not values.get(start + needed):
            raise WrongSetting(f"{start}{needed} must be set, because OIDC_PROVIDERS names {name}.")
    issuer = values[start + "ISSUER"]
    if not issuer.startswith("https://" if production else ("https://", "http://")):
        raise WrongSetting(f"{start}ISSUER must start with https://.")
    try:
        organisations = tuple(UUID(one) for one in _listed(values[start + "ORGANISATIONS"]))
    except ValueError:
        raise WrongSetting(f"{start}ORGANISATIONS must be keys of organisations, with commas between them.") from None
    return SignOn(
        name=name,
        label=values.get(start + "LABEL", name.capitalize()),
        issuer=issuer,
        client_id=values[start + "CLIENT_ID"],
        client_secret=values[start + "CLIENT_SECRET"],
        organisations=organisations,
        second_factor=frozenset(_listed(values.get(start + "SECOND_FACTOR", "mfa"))),
    )


def _require_production(values: dict[str, str], base: str) -> None:
    needed = (
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "WORKER_DATABASE_URL",
        "AUDITOR_DATABASE_URL",
        "SECRET_KEY",
        "BASE_URL",
        "UPLOADS_DIR",
        "FILE_KEYS",
        "MAIL_SERVER",
    )
    for name in needed:
        if not values.get(name):
            raise WrongSetting(f"{name} must be set in production: see docs/operations.md.")
    if not base.startswith("https://"):
        raise WrongSetting("BASE_URL must start with https:// in production.")
    if "DEMO_PASSWORD" in values:
        raise WrongSetting("DEMO_PASSWORD is refused in production: demo people exist only in the demo.")
