"""MathML as characters of the line: powers, indices, fractions and roots keep their place."""

from lxml import etree

from pubcrawl.text.raised import lower_text, raise_text


def mathml_text(node: etree._Element) -> str:
    """Return a formula as TeX where the page gives it, else as characters: `n²`, `1/2`, `√(x+1)`."""
    for note in node.iter():
        if _name(note) == "annotation" and note.get("encoding") == "application/x-tex" and note.text:
            return str(note.text).strip()
    return node.get("alttext", "").strip() or _read(node)


def _name(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _read(node: etree._Element) -> str:
    name = _name(node)
    if name.startswith("annotation"):
        return ""
    parts = [_read(child) for child in node]
    if name in ("msup", "msub", "msubsup", "munder", "mover", "munderover") and parts:
        return _with_scripts(name, parts)
    if name == "mfrac" and len(parts) == 2:  # noqa: PLR2004  above and below the line
        return f"{_whole(parts[0])}/{_whole(parts[1])}"
    if name == "msqrt":
        return f"√{_whole(''.join(parts))}"
    if name == "mroot" and len(parts) == 2:  # noqa: PLR2004  what is under the root, and which root
        return f"{raise_text(parts[1])}√{_whole(parts[0])}"
    own = "".join((node.text or "").split()) if not parts else ""
    return own + "".join(parts)


def _with_scripts(name: str, parts: list[str]) -> str:
    base, *scripts = parts
    if len(scripts) == 2:  # noqa: PLR2004  below, then above
        return base + lower_text(scripts[0]) + raise_text(scripts[1])
    script = scripts[0] if scripts else ""
    if name in ("msup", "mover"):
        return base + (raise_text(script) if name == "msup" or script.isalnum() else script)
    return base + lower_text(script)


def _whole(text: str) -> str:
    return text if text.isalnum() else f"({text})"
