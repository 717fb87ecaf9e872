"""Read table [index_numbers] of site.toml."""

from __future__ import annotations

import re

from plugins.model.credit_code import check_character, is_credit_code
from plugins.model.index_numbers import TOKEN, TOKENS, IndexNumbers
from plugins.model.toml_table import TomlTable

_PLAIN = re.compile(r"[0-9A-Za-z\u4e00-\u9fff/.\-_()（）〔〕]*\Z")
"""What may stand between the tokens."""


def read_index_numbers(table: TomlTable) -> IndexNumbers:
    """Read the table; what is wrong with it becomes problems."""
    found = IndexNumbers(
        template=table.text("template"),
        former_templates=table.texts("former_templates"),
        uscc=table.text("uscc"),
        code=table.text("code"),
    )
    if found.uscc and not is_credit_code(found.uscc):
        table.add("S063", "uscc", value=found.uscc)
    elif found.uscc and check_character(found.uscc) != found.uscc[-1]:
        table.add("S064", "uscc", value=found.uscc)
    for template in (found.template, *found.former_templates):
        key = "template" if template == found.template else "former_templates"
        _check_template(table, key, template, found)
    table.finish()
    return found


def _check_template(table: TomlTable, key: str, template: str, found: IndexNumbers) -> None:
    if not template:
        return
    tokens = [token[1] for token in TOKEN.finditer(template)]
    if not _PLAIN.match(TOKEN.sub("", template)) or len(tokens) != len(set(tokens)):
        table.add("S065", key, value=template, tokens=" ".join(TOKENS))
    elif "seq" not in tokens:
        table.add("S066", key, value=template)
    for name in ("uscc", "code"):
        if name in tokens and not getattr(found, name):
            table.add("S067", key, value=template, name=name)
