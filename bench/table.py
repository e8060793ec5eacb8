"""Rows of measurements as TSV (every run) and as Markdown (medians)."""
import os
import platform
import statistics


def write_tsv(path, rows):
    keys = list(dict.fromkeys(k for row in rows for k in row))
    with open(path, "w", encoding="utf-8") as out:
        print(*keys, sep="\t", file=out)
        for row in rows:
            print(*("" if row.get(k) is None else f"{row[k]:.6g}" if isinstance(row[k], float) else row[k] for k in keys),
                  sep="\t", file=out)


def read_tsv(path):
    """What write_tsv() wrote; numbers as numbers, nothing as nothing."""
    def value(key, word):
        if word == "" or key in ("case", "tool", "setting"):
            return word or None
        try:
            return float(word) if "." in word or "e" in word else int(word)
        except ValueError:
            return word
    with open(path, encoding="utf-8") as table:
        keys = next(table).rstrip("\n").split("\t")
        return [{k: value(k, w) for k, w in zip(keys, line.rstrip("\n").split("\t"))} for line in table]


def median(rows, key):
    values = [r[key] for r in rows if r.get(key) is not None]
    return statistics.median(values) if values else None


def machine():
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        for line in info:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return f"{os.cpu_count()} × {model}, Linux {platform.release()}"


def number(value, form="{:,.0f}"):
    return "–" if value is None else form.format(value)


def spread(rows, key, form):
    """Smallest and largest beside a median, where there are several."""
    values = [r[key] for r in rows if r.get(key) is not None]
    return f" ({form.format(min(values))}–{form.format(max(values))})" if len(values) > 1 else ""


def percent(value):
    """Never rounded up to a hundred."""
    return "–" if value is None else "100 %" if value == 1 else f"{int(value * 1e5) / 1e3:.3f} %"


def waste(rows):
    """Share of the probes that a policer threw away, or their answers."""
    shares = [((r.get("target_drop_policer_out") or 0) + (r.get("target_drop_policer_back") or 0)) / r["target_probes"]
              for r in rows if r.get("target_probes")]
    return statistics.median(shares) if shares and max(shares) > 0 else None


COLUMNS = ("| tool | setting | wall s, median (range) | recall | invented | probes/s at the target | sent | heard | drops in, out "
           "| peak KiB | runs |\n|---|---|---|---|---|---|---|---|---|---|---|")


def line(tool, setting, rows):
    wall = number(median(rows, "wall_s"), "{:.2f}") + spread(rows, "wall_s", "{:.2f}")
    cut = " **cut off**" if any(r["status"] == 124 for r in rows) else ""
    drops = f"{number(median(rows, 'rx_drop'))}, {number(median(rows, 'tx_drop'))}"
    return (f"| {tool} | {setting} | {wall}{cut} | {percent(median(rows, 'recall'))} | "
            f"{number(max(r['invented'] for r in rows))} | {number(median(rows, 'target_mean_pps'))} | "
            f"{number(median(rows, 'tx'))} | {number(median(rows, 'rx'))} | {drops} | {number(median(rows, 'rss_kib'))} | {len(rows)} |")


def ratios(case, by, setting):
    """What the goals ask for, from the medians."""
    ours = by.get(("tojimari", setting))
    if not ours:
        return
    key = "target_mean_pps" if case.measure == "pps" else "wall_s"
    mine = median(ours, key)
    bare = [median(r, key) for (tool, _), r in by.items() if tool == "bare" and median(r, key)]
    if case.measure == "pps":
        if bare:
            yield f"{mine / max(bare):.2f} × the faster bare loop"
        for (tool, word), rows in by.items():
            if tool in ("zmap", "masscan") and median(rows, key):
                yield f"{mine / median(rows, key):.2f} × {tool} {word}"
        return
    if bare:
        yield f"{mine / min(bare):.2f} × the time of the faster bare loop"
    peers = {k: median(r, "wall_s") for k, r in by.items()
             if k[0] not in ("tojimari", "bare") and (median(r, "recall") or 0) >= 0.999}
    if peers:
        best = min(peers, key=peers.get)
        yield f"{peers[best] / mine:.2f} × as fast as {' '.join(best)}, the fastest peer here that reaches 99.9 %"
    else:
        yield "no peer here reaches 99.9 %"
    if waste(ours) is not None:
        yield f"the policer dropped {waste(ours):.1%} of our probes"


def write_case(out, case, rows):
    print(f"\n## {case.name}: {case.title}\n\nGoal: {case.goal}.\n\n{COLUMNS}", file=out)
    by = {}
    for row in rows:
        by.setdefault((row["tool"], row["setting"]), []).append(row)
    order = [tuple(r[:2]) for r in case.runs]
    for tool, setting in sorted(by, key=lambda k: order.index(k) if k in order else len(order)):
        print(line(tool, setting, by[tool, setting]), file=out)
    print("", file=out)
    for setting in ("full", "open"):
        for text in ratios(case, by, setting):
            print(f"- tojimari {setting}: {text}.", file=out)


def write_pacing(out, rows):
    """The pacers against each other: medians over the seeds, in virtual time."""
    print("\n## pacing: the engine's pacer and plain AIMD, simulated networks in virtual time\n", file=out)
    print("| network | pacer | s | probes | wasted | open doors found | seeds |\n|---|---|---|---|---|---|---|", file=out)
    by = {}
    for row in rows:
        by.setdefault((row["network"], row["pacer"]), []).append(row)
    for (network, pacer), some in by.items():
        wasted = statistics.median(r["wasted"] / r["probes"] for r in some)
        recall = sum(r["found"] for r in some) / sum(r["open"] for r in some)
        print(f"| {os.path.basename(network)} | {pacer} | {median(some, 'seconds'):.2f}{spread(some, 'seconds', '{:.2f}')} | "
              f"{number(median(some, 'probes'))} | {wasted:.1%} | {percent(recall)} | {len(some)} |", file=out)


def write_markdown(path, rows, pacing, cases, tools, begun):
    with open(path, "w", encoding="utf-8") as out:
        print(f"# bench/run, {begun}\n\n{machine()}.\n", file=out)
        for tool in tools.values():
            print(f"- {tool.name}: {tool.version() or 'not installed'}", file=out)
        for case in cases:
            some = [r for r in rows if r["case"] == case.name]
            if some:
                write_case(out, case, some)
        if pacing:
            write_pacing(out, pacing)
