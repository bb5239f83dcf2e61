"""Two kinds of pictures, as SVG: bars that compare, and lines that grow."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_WIDTH, _LEFT, _ROW, _TOP = 760, 270, 30, 56
_OURS, _THEIRS, _INK, _FAINT = "#c2410c", "#94a3b8", "#1e293b", "#cbd5e1"
_COLOURS = ("#c2410c", "#2563eb", "#16a34a", "#9333ea", "#ca8a04", "#0891b2")
_PANEL, _HEIGHT = 300, 260


def bars(title: str, subtitle: str, values: Mapping[str, float], ours: Collection[str]) -> str:
    """Draw a bar for each value, from the smallest to the largest; ours stand out."""
    scale = (_WIDTH - _LEFT - 90) / max(values.values(), default=1.0)
    drawn = []
    for place, (name, value) in enumerate(sorted(values.items(), key=lambda item: item[1])):
        y, width = _TOP + place * _ROW, value * scale
        colour = _OURS if name in ours else _THEIRS
        drawn += [
            _text(_LEFT - 10, y + 15, name, anchor="end", bold=name in ours),
            f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="20" rx="2" fill="{colour}"/>',
            _text(_LEFT + width + 8, y + 15, f"{value:.1f}", bold=name in ours),
        ]
    return _picture(title, subtitle, _TOP + len(values) * _ROW + 10, drawn)


def lines(title: str, subtitle: str, panels: Mapping[str, Mapping[str, Sequence[tuple[float, float]]]]) -> str:
    """Draw panels of lines side by side; each line is shown as a share of its largest size and value."""
    drawn: list[str] = []
    names = list(dict.fromkeys(name for panel in panels.values() for name in panel))
    for place, (panel, found) in enumerate(panels.items()):
        left, bottom = 50 + place * (_PANEL + 60), _TOP + 20 + _HEIGHT
        drawn += [
            _text(left, _TOP + 8, panel, bold=True),
            f'<path d="M{left} {bottom - _HEIGHT}V{bottom}H{left + _PANEL}" fill="none" stroke="{_INK}"/>',
            f'<path d="M{left} {bottom}L{left + _PANEL} {bottom - _HEIGHT}" stroke="{_FAINT}" stroke-dasharray="4 4"/>',
            _text(left + _PANEL, bottom + 18, "largest size", anchor="end"),
        ]
        for name, line in found.items():
            widest, highest = (max(axis) or 1.0 for axis in zip(*line, strict=True))
            way = " ".join(f"{left + x / widest * _PANEL:.1f},{bottom - y / highest * _HEIGHT:.1f}" for x, y in line)
            colour = _COLOURS[names.index(name) % len(_COLOURS)]
            drawn.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>')
    for place, name in enumerate(names):
        y = _TOP + _HEIGHT + 64 + place // 2 * 22
        x = 50 + place % 2 * (_PANEL + 60)
        drawn += [
            f'<rect x="{x}" y="{y - 9}" width="14" height="4" fill="{_COLOURS[place % len(_COLOURS)]}"/>',
            _text(x + 22, y, name),
        ]
    return _picture(title, subtitle, _TOP + _HEIGHT + 80 + (len(names) + 1) // 2 * 22, drawn)


def _text(x: float, y: float, said: str, *, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight}>{escape(said)}</text>'


def _picture(title: str, subtitle: str, height: int, drawn: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" font-family="system-ui, sans-serif" font-size="13" fill="{_INK}">'
    )
    ground = f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>'
    said = f'<text x="16" y="24" font-size="16" font-weight="bold">{escape(title)}</text>'
    return "\n".join(
        (head, f"<title>{escape(title)}</title>", ground, said, _text(16, 43, subtitle), *drawn, "</svg>\n")
    )
