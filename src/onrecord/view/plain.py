"""Text of unknown pages made safe and short for a terminal."""

_VISIBLE = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}
_VISIBLE |= {0x7F: 0x2421}
_VISIBLE |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
# Marks that turn the direction of writing would turn what we print around them too.
_VISIBLE |= dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xB7
)
_VISIBLE |= dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


def printable(text: str) -> str:
    """The text with a visible sign for each character that could steer a terminal; equally long."""
    return text.translate(_VISIBLE)


def shortened(text: str, longest: int) -> str:
    """The text on one line, cut to `longest` characters with an ellipsis in place of the rest."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
