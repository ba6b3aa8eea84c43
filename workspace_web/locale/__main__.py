"""`python -m workspace_web.locale extract` brings every messages.po up to date with the sources and lists what is not
translated; `check` only says what is missing, and fails."""

import sys
from io import BytesIO

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

from workspace_web.locale.catalogue import ENGLISH, LANGUAGES, po_file
from workspace_web.locale.extraction import template, unfindable


def merged(language: str, sources: Catalog) -> Catalog:
    """The catalogue of a language with the sentences of now: new ones empty, those that nobody says any more gone."""
    with po_file(language).open("rb") as file:
        catalog = read_po(file, locale=language)
    catalog.update(sources, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = f"# The sentences of the pages in {LANGUAGES[language]}."
    return catalog


def written(catalog: Catalog) -> bytes:
    """As it stands in the file: the same sentences give the same bytes."""
    out = BytesIO()
    write_po(out, catalog, width=110, sort_output=True, omit_header=True, include_lineno=False)
    head = f'{catalog.header_comment}\nmsgid ""\nmsgstr ""\n' + "".join(
        f'"{name}: {value}\\n"\n'
        for name, value in (
            ("Language", str(catalog.locale)),
            ("Plural-Forms", catalog.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        )
    )
    return head.encode() + b"\n" + out.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """The sentences without a translation; with a count, without one of its forms."""
    return [
        str(message.id if isinstance(message.id, str) else message.id[0])
        for message in catalog
        if message.id and not (all(message.string) if isinstance(message.string, tuple) else message.string)
    ]


def main(arguments: list[str]) -> str | None:
    """What is wrong, or None."""
    if arguments not in (["extract"], ["check"]):
        return __doc__
    sources = template()
    faults = [f"not a sentence: {place}" for place in unfindable()]
    for language in LANGUAGES:
        if language == ENGLISH:
            continue
        catalog = merged(language, sources)
        if arguments == ["extract"]:
            po_file(language).write_bytes(written(catalog))
        elif po_file(language).read_bytes() != written(catalog):
            faults.append(f"{po_file(language).name} of {language} is out of date: run extract")
        faults += [f"no {LANGUAGES[language]}: {sentence}" for sentence in missing(catalog)]
    return "\n".join(faults) or None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
