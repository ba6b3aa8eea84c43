"""The pages' languages: one gettext catalogue per language for templates, page titles and JavaScript.

The keys are the English sentences, so English needs no catalogue. `<language>/messages.po` holds the others. Start with
`catalogue.py`, which reads them; `extraction.py` finds the sentences in the sources, `said.py` those that the server says
to people (`phrases.py` takes them out of a module); `python -m workspace_web.locale` (`__main__.py`) brings the catalogues
up to date, or says what they lack.
Imports babel, and for `said.py` the channels, whose settings are data.
"""
