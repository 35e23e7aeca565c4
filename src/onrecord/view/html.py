"""The frame of a page that stands alone: no other file, no network, light and dark."""

from html import escape as _escape

from onrecord.view.plain import printable

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2125; --quiet: #626b75; --paper: #fff; --line: #dde1e6; --tint: #f4f6f8;
  --link: #0b5cad; --direct: #12692f; --mixed: #0a6478; --indirect: #7a5300; --name: #a3242e; --mark: #fff0c2; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e6ea; --quiet: #9aa4af; --paper: #15181c; --line: #31373e;
  --tint: #1d2126; --link: #7db8f5; --direct: #79cf92; --mixed: #6cc9dd; --indirect: #e0b65c; --name: #f0939a;
  --mark: #4a3d14; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; } p { margin: .25rem 0; }
a { color: var(--link); } .quiet { color: var(--quiet); } .small { font-size: .875rem; }
code { font: .875em ui-monospace, monospace; }
"""


def esc(text: object) -> str:
    """Text of unknown pages as it may stand in HTML, steering characters made visible."""
    return _escape(printable(str(text)))


def page(title: str, body: str, style: str = "", script: str = "") -> str:
    """A whole HTML document.

    Args:
        title: its title, plain text.
        body: what it shows, HTML.
        style: CSS beyond the frame's own; its colours are `--ink`, `--quiet`, `--line`, `--direct` and so on.
        script: JavaScript; what the page shows must be readable without.
    """
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{esc(title)}</title>
<style>{_STYLE}{style}</style>
</head>
<body>
{body}
{f"<script>{script}</script>" if script else ""}
</body>
</html>
"""
