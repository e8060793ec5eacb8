"""Lines over a logarithmic axis as SVG: enough for loss against rate, and no library."""
import html
import math

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 420, 70, 140, 40, 56
INKS = ("#0b6e4f", "#b8432f", "#2f5fb8", "#8a6d1f", "#6a3d8f")  # told apart in grey, too: with the marks below
MARKS = ("circle", "square", "diamond", "cross", "circle")


def place(points):
    xs = [x for line in points.values() for x, _ in line]
    low, high = math.log10(min(xs)), math.log10(max(xs))
    wide = max(high - low, 0.1)

    def at(x, y):
        return (LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(x) - low) / wide,
                TOP + (HEIGHT - TOP - BOTTOM) * (1 - y))
    return at, sorted(set(xs))


def mark(kind, x, y, ink):
    if kind == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{ink}"/>'
    if kind == "square":
        return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{ink}"/>'
    if kind == "diamond":
        return f'<path d="M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z" fill="{ink}"/>'
    return f'<path d="M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8" stroke="{ink}" stroke-width="2"/>'


def text(x, y, words, anchor="middle", more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{html.escape(words)}</text>'


def grid(at, xs, x_title, y_title):
    for percent in range(0, 101, 20):
        x, y = at(xs[0], percent / 100)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        yield text(x - 10, y + 4, str(percent), "end")
    for value in xs:
        x, y = at(value, 0)
        yield f'<path d="M{x:.1f} {TOP}V{y:.1f}" stroke="#eee"/>'
        yield text(x, y + 18, f"{value:,.0f}")
    yield text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, x_title)
    yield text(20, HEIGHT / 2, y_title, more=f'transform="rotate(-90 20 {HEIGHT / 2})"')


def line(at, points, name, i, taken):
    ink, kind = INKS[i % len(INKS)], MARKS[i % len(MARKS)]
    spots = [at(x, y) for x, y in points]
    yield f'<polyline fill="none" stroke="{ink}" stroke-width="2" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in spots)}"/>'
    for x, y in spots:
        yield mark(kind, x, y, ink)
    x, y = spots[-1]
    while any(abs(y - other) < 16 for other in taken):
        y += 16
    taken.append(y)
    yield text(x + 12, y + 4, name, "start", f'fill="{ink}"')


def write(path, title, x_title, y_title, points):
    """points: name -> [(x, share 0…1), …] sorted by x."""
    at, xs = place(points)
    taken = []
    with open(path, "w", encoding="utf-8") as out:
        print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
              f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>', file=out)
        print(text(WIDTH / 2, 22, title, more='font-size="14" font-weight="bold"'), file=out)
        for part in grid(at, xs, x_title, y_title):
            print(part, file=out)
        for i, (name, line_points) in enumerate(points.items()):
            for part in line(at, line_points, name, i, taken):
                print(part, file=out)
        print("</svg>", file=out)
