"""The pages about organisations, their people and what each may be told. No child's content is behind any of them."""

from coordination.agencies.routes import agreements, organisations, people, roles
from coordination.agencies.routes.blueprint import blueprint

__all__ = ["agreements", "blueprint", "organisations", "people", "roles"]
