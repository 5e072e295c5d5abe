"""A series as a small line without axes, as the path of an SVG."""

from decimal import Decimal

from registry.pictures.charts import runs

WIDTH, HEIGHT, EDGE = 100, 30, 3
FEWEST = 3  # points


def spark(points: list[tuple[int, Decimal]]) -> str:
    """In a box of 100 by 30, with gaps where years are missing; "" for fewer than three points."""
    if len(points) < FEWEST:
        return ""
    years, values = zip(*points, strict=True)
    low, high = min(values), max(values)
    across = WIDTH / (years[-1] - years[0])
    up = (HEIGHT - 2 * EDGE) / float(high - low or 1)

    def place(year: int, value: Decimal) -> str:
        x = across * (year - years[0])
        y = HEIGHT - EDGE - up * float(value - low)
        return f"{x:.1f},{y:.1f}"

    pieces = ([place(*point) for point in run] for run in runs(points))
    return " ".join(
        "M" + (" L".join(piece) if len(piece) > 1 else f"{piece[0]} h.01") for piece in pieces
    )
