# SPDX-License-Identifier: GPL-2.0-or-later
"""The bench's results as text for people and as JSON for programs."""

from statistics import median


def columns(rows):
    """Lines of rows with aligned columns: the first to the left, the others to the right. A cell of
    the last column that starts with a capital letter is a remark, and to the left too."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row, widths)]
        cells[0] = row[0].ljust(widths[0])
        if row[-1][:1].isupper():
            cells[-1] = row[-1]
        yield "  ".join(cells).rstrip()


def milliseconds(value):
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def interval(estimate, form=milliseconds):
    return f"{form(estimate.median)} [{form(estimate.low)}, {form(estimate.high)}]"


def verdict(failures):
    return "PASS" if not failures else "FAIL: " + "; ".join(failures)


def bar_text(row):
    if row.most_added_ms is not None:
        return f"+{row.most_added_ms} ms"
    return f"{row.most_ratio}x" if row.most_ratio is not None else "-"


def latency_table(results, names):
    header = ["crash to reaped, median ms", *names, "minidumpd - no-op", "ratio", "bar"]
    rows = [header]
    for result in results:
        times = (result.times.get(name) for name in names)
        cells = [milliseconds(median(found)) if found else "-" for found in times]
        added, ratio = interval(result.added), interval(result.ratio, "{:.2f}".format)
        rows.append([result.row.name, *cells, added, ratio, bar_text(result.row)])
    return columns(rows)


def contents_table(results):
    rows = [["in each minidump, at least", "threads", "stack bytes", "modules", "file size", ""]]
    for result in results:
        pairs = zip(result.found[:3], result.wanted[:3])
        cells = [f"{found}/{wanted}" for found, wanted in pairs]
        size = f"{result.found.size / 1000:.0f} KB"
        rows.append([result.row.name, *cells, size, verdict(result.failures)])
    return columns(rows)


def latency_json(result):
    return {
        "row": result.row.name,
        "median_ms": {name: median(found) for name, found in result.times.items() if found},
        "samples": {name: len(found) for name, found in result.times.items()},
        "added_ms": result.added._asdict(),
        "ratio": result.ratio._asdict(),
        "wanted": result.wanted._asdict(),
        "found": result.found._asdict(),
        "failures": result.failures,
    }
