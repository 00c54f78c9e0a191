"""Published figures to read beside the demo borough's own. They are made up, and the pages say so."""

from coordination import clock
from coordination.demo.borough import Borough
from coordination.insight import published

# England, the mean of the neighbours, and the borough, four years back to last year.
MADE_UP = {
    "issued": ((51.0, 49.5, 47.0, 48.5), (53.5, 52.0, 50.5, 54.0), (38.0, 41.5, 47.5, 55.0)),
    "issued_without_exceptions": ((53.0, 51.0, 49.0, 50.5), (55.5, 54.0, 52.5, 56.0), (40.0, 43.5, 49.0, 57.5)),
    "decided": ((80.0, 78.5, 79.5, 81.0), (83.0, 82.5, 84.0, 85.5), (71.0, 76.5, 84.0, 88.0)),
    "reviews": ((41.0, 43.0, 44.5, 46.0), (44.0, 45.5, 48.0, 50.5), (29.0, 36.5, 45.0, 52.0)),
}
SOURCE = "Made up for the demo: nobody published these"
BOROUGH, NEIGHBOURS = "801", ("981", "982", "983", "984", "985", "986", "987", "988", "989", "990")


def published_beside(_borough: Borough) -> None:
    """England, ten neighbours a little apart from one another, and the borough itself."""
    last = clock.today().year - 1
    found = published.Read(neighbours={(BOROUGH, place): code for place, code in enumerate(NEIGHBOURS, 1)})
    for measure, (england, near, own) in MADE_UP.items():
        for back, values in enumerate(zip(england, near, own, strict=True)):
            year = last - len(england) + 1 + back
            found.figures[year, published.ENGLAND, measure] = values[0]
            found.figures[year, BOROUGH, measure] = values[2]
            for place, code in enumerate(NEIGHBOURS):
                found.figures[year, code, measure] = values[1] + (place - 4.5) * 2
    published.keep(found, source=SOURCE, made_up=True)
