"""How the documentation site looks, in either language (``build.py`` says which)."""

import os

language = os.environ["HLMSIM_DOCS_LANGUAGE"]
project = "hlmsim"
author = project_copyright = "The hlmsim authors"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
myst_url_schemes = {
    "http": None,
    "https": None,
    "other": {"url": "{{path}}#{{fragment}}"},
}
autodoc_typehints = "description"
autodoc_member_order = "bysource"
html_theme = "furo"
html_title = "hlmsim"
html_show_sphinx = False
html_copy_source = html_show_sourcelink = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
highlight_language = "none"
_OTHER = {"fr": ("en", "This documentation in English"), "en": ("fr", "Cette documentation en français")}
_code, _words = _OTHER[language]
html_theme_options = {"announcement": f'<a href="/{_code}/index.html" lang="{_code}" hreflang="{_code}">{_words}</a>'}
