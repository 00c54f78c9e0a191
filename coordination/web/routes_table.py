"""Every route and what it asks, read from the application: printed by a command, kept true by a test."""

from flask import Flask


def routes_table(app: Flask) -> list[dict[str, str]]:
    """One row a route and verb set: address, verbs, endpoint, and which permission its view asks for."""
    rows = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        view = app.view_functions[rule.endpoint]
        asks = getattr(view, "asks", None)
        if asks and getattr(view, "proof", False):
            asks = (*asks, "with fresh proof")
        rows.append(
            {
                "rule": rule.rule,
                "methods": ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})),
                "endpoint": rule.endpoint,
                "asks": " ".join(part for part in asks if part) if asks else "NOTHING",
            }
        )
    return sorted(rows, key=lambda row: (row["rule"], row["methods"]))
