"""The charset of a page: whether its bytes are UTF-8, and whether its text came through being decoded."""


def is_utf8(body: bytes) -> bool:
    """Say whether bytes are UTF-8, but for a slip here and there."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return not is_garbled(body.decode(errors="replace"))
    return True


def is_garbled(text: str) -> bool:
    """Say whether most characters of a text beyond ASCII were lost, so that U+FFFD stands in their place."""
    lost = text.count("\ufffd")
    return lost > 0 and 2 * lost > len(text) - len(text.encode("ascii", "ignore"))
