"""The pages of insight: what changed, what is nobody's job, and the overviews of teams and organisations."""

from coordination.insight import digest
from coordination.insight.routes import agencies, care_measures, ehc_measures, news, nobody, overview
from coordination.insight.routes.blueprint import blueprint

__all__ = ["agencies", "blueprint", "care_measures", "digest", "ehc_measures", "news", "nobody", "overview"]
