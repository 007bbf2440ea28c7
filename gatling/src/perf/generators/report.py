"""Markdown of the runs: first where another tool is better than ours, then all of them."""

import statistics

from generators.tools import OURS

ERRORS = (
    ("ttft_p50", "TTFT p50"),
    ("ttft_p99", "TTFT p99"),
    ("gap_p50", "gap p50"),
    ("gap_p99", "gap p99"),
    ("tpot_p50", "TPOT p50"),
    ("tpot_p99", "TPOT p99"),
)
COSTS = (
    ("beyond", "s beyond the measured load", "{:.1f}"),
    ("cpu", "CPU-s of the run", "{:.1f}"),
    ("further", "CPU-s per further 100,000 events", "{:.1f}"),
    ("per_core", "events per further CPU-s", "{:,.0f}"),
    ("rss", "peak RSS, MiB", "{:.0f}"),
    ("pss", "its PSS, MiB", "{:.0f}"),
    ("processes", "processes", "{:.0f}"),
)
NONE = "–"


def spread(values, form):
    """Median, with the lowest and the highest."""
    if not values:
        return NONE
    low, middle, high = (shown(form, of(values)) for of in (min, statistics.median, max))
    return middle if low == high else f"{middle} ({low} to {high})"


def shown(form, value):
    """A zero has no sign."""
    return form.format(value).replace("+0.00", "0.00").replace("-0.00", "0.00")


def median(values):
    return statistics.median(values) if values else None


class Runs:
    """The runs that have a result, by tool and load."""

    def __init__(self, rows):
        self.rows = [row for row in rows if "errors" in row]
        self.failures = [row for row in rows if "errors" not in row]
        self.tools = list(dict.fromkeys(row["tool"] for row in rows))
        self.loads = sorted({row["users"] for row in rows})

    def of(self, tool, users):
        return [row for row in self.rows if row["tool"] == tool and row["users"] == users]

    def errors(self, tool, users, name):
        return [row["errors"][name] for row in self.of(tool, users) if name in row["errors"]]

    def costs(self, tool, name):
        """A cost at the lowest load; of further events, between the lowest and the highest."""
        few = self.of(tool, self.loads[0])
        if name in ("further", "per_core"):
            pairs = [(row, other) for row in few for other in self.of(tool, self.loads[-1])
                     if row["round"] == other["round"] and other["events"] > row["events"]]
            rates = [1e5 * (other["usage"].cpu - row["usage"].cpu) / (other["events"] - row["events"])
                     for row, other in pairs]
            return rates if name == "further" else [1e5 / rate for rate in rates if rate > 0]
        return [row[name] if name in row else getattr(row["usage"], name) for row in few]


def markdown(heading, rows):
    yield "| " + " | ".join(heading) + " |"
    yield "|" + "---|" * len(heading)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def tables(rows):
    runs = Runs(rows)
    rounds = max(row["round"] for row in rows) + 1
    yield f"Median of {rounds} rounds in turns (lowest to highest)."
    yield ""
    yield from behind(runs)
    for users in runs.loads:
        yield f"{users} streams: what the tool reports minus what the server recorded, ms"
        yield ""
        heading = ["", *(label for _, label in ERRORS), "failed", "at once"]
        yield from markdown(heading, (level_row(runs, tool, users) for tool in runs.tools))
    yield f"The cost of a run of {runs.loads[0]} streams, and of more events up to {runs.loads[-1]} streams"
    yield ""
    yield from markdown(["", *(label for _, label, _ in COSTS)], (
        [tool, *(spread(runs.costs(tool, name), form) for name, _, form in COSTS)] for tool in runs.tools))
    for row in runs.failures:
        yield f"{row['tool']} at {row['users']} streams, round {row['round'] + 1}: {row['reason']}"


def level_row(runs, tool, users):
    found = runs.of(tool, users)
    yield tool
    for name, _ in ERRORS:
        yield spread(runs.errors(tool, users, name), "{:+.2f}")
    yield str(sum(row["failed"] for row in found))
    yield spread([row["at_once"] for row in found], "{:.0f}")


def behind(runs):
    """Each number in which another tool is better, with both medians."""
    lines = []
    for users in runs.loads:
        for name, label in ERRORS:
            values = {tool: median(runs.errors(tool, users, name)) for tool in runs.tools}
            sizes = {tool: abs(value) for tool, value in values.items() if value is not None}
            lines += compare(f"error of {label} at {users} streams", sizes, "{:.2f} ms")
    for name, label, form in COSTS:
        values = {tool: median(runs.costs(tool, name)) for tool in runs.tools}
        sizes = {tool: value for tool, value in values.items() if value is not None}
        lines += compare(label, sizes, form, is_lower_better=name != "per_core")
    yield f"{OURS} is not the best in:" if lines else f"{OURS} is the best in every number below."
    yield ""
    yield from lines
    if lines:
        yield ""


def compare(label, sizes, form, is_lower_better=True):
    """A line for a number in which another tool is better, as far as its form shows it."""
    if OURS not in sizes or len(sizes) < 2:
        return []
    best = (min if is_lower_better else max)(sizes, key=sizes.get)
    if best == OURS or form.format(sizes[best]) == form.format(sizes[OURS]):
        return []
    return [f"- {label}: {form.format(sizes[OURS])}, {best} {form.format(sizes[best])}"]


def limits(rows):
    """The most events per second at which the errors of both p99s are below the limit, and the first beyond."""
    errors = ["error of TTFT p99, ms", "of gap p99 (of TPOT p99), ms"]
    heading = ["", "most events per second with errors below 5 ms", "streams", *errors, "fewest beyond that", *errors]
    yield "One run for each count of streams, on one core."
    yield ""
    lines = []
    for tool in dict.fromkeys(row["tool"] for row in rows):
        mine = [row for row in rows if row["tool"] == tool and "errors" in row]
        good = max((row for row in mine if row["good"]), key=lambda row: row["users"], default=None)
        bad = min((row for row in mine if not row["good"]), key=lambda row: row["users"], default=None)
        lines.append([tool, *limit_cells(good, True), *limit_cells(bad, False)])
    yield from markdown(heading, lines)


def limit_cells(row, with_users):
    if row is None:
        return [NONE] * (4 if with_users else 3)
    errors = row["errors"]
    gap = f"{errors['gap_p99']:+.1f}" if "gap_p99" in errors else f"({errors['tpot_p99']:+.1f})"
    return [f"{row['rate']:,.0f}", *([str(row["users"])] if with_users else []), f"{errors['ttft_p99']:+.1f}", gap]
