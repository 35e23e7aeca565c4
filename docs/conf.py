"""How the handbook's site is made: `sphinx-build docs site`, with nothing fetched by who reads it."""

import sys
from pathlib import Path

import onrecord

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "onrecord"
author = "The onrecord authors"
project_copyright = author
release = onrecord.__version__
language = "en-GB"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton", "handbook"]
exclude_patterns = ["_ext"]
nitpicky = True
nitpick_ignore_regex = [("py:.*", ".*")]

myst_heading_anchors = 4
# Quotation marks are what the corpus is about: they stay as they are written.
smartquotes_action = "D"

# In docstrings, what stands between backticks is code.
default_role = "code"
autodoc_typehints = "none"
napoleon_use_ivar = True
add_module_names = False

# Of a session at a prompt only the commands are copied, here-documents whole.
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True
copybutton_here_doc_delimiter = "END"
copybutton_line_continuation_character = "\\"

_FONTS = {
    "font-stack": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
    "font-stack--monospace": "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
}
html_theme = "furo"
html_title = "onrecord handbook"
html_static_path = ["_static"]
html_css_files = ["handbook.css"]
html_theme_options = {
    "light_css_variables": _FONTS | {"color-brand-primary": "#8a2d12", "color-brand-content": "#8a2d12"},
    "dark_css_variables": {"color-brand-primary": "#f0a083", "color-brand-content": "#f0a083"},
}
html_copy_source = False
html_show_sphinx = False
