"""A document as one HTML file that needs nothing else: to read, to print, to take numbers from."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from anlan.evaluate.report.document import (
    Block,
    Cell,
    Code,
    Column,
    Document,
    Figure,
    Gap,
    Paragraph,
    Section,
    Subheading,
    Table,
)
from anlan.evaluate.report.writers.svg import svg
from anlan.standards.time import iso

STYLE = """
:root{--base:#fff;--ground:#eef1f4;--text:#15202b;--quiet:#51606e;--line:#d3dae1;--accent:#0b5c80;
--soft:#e3ebf0;--warn:#8f6d00}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:15px/1.6 system-ui,"Noto Sans CJK SC",
"Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
main,header,nav{max-width:1000px;margin:0 auto;background:var(--base);padding:8px 32px}
header{padding-top:32px;border-top:6px solid var(--accent)}
h1{font-size:26px;line-height:1.3;margin:0 0 12px}
h2{font-size:20px;margin:40px 0 12px;padding-bottom:6px;border-bottom:2px solid var(--accent)}
h3{font-size:16px;margin:24px 0 8px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:0;color:var(--quiet)}
dd{margin:0;color:var(--text)}
nav ol{columns:2;padding:0;margin:12px 0;list-style:none}
a{color:var(--accent)}
a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13px;line-height:1.45;margin:4px 0 20px}
caption{text-align:left;font-weight:600;padding:8px 0 6px}
th,td{text-align:left;vertical-align:top;padding:5px 8px;border-bottom:1px solid var(--line)}
thead th{background:var(--soft);border-bottom:1px solid var(--accent)}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.n a{color:inherit;text-decoration-color:var(--line)}
:target{background:var(--soft)}
.gap{border-left:4px solid var(--warn);background:var(--ground);padding:8px 12px;margin:12px 0}
figure{margin:12px 0 20px}
figcaption{font-weight:600;font-size:13px;margin-bottom:6px}
svg{width:100%;max-width:760px;height:auto;display:block;font-family:inherit}
pre{background:var(--ground);padding:10px 12px;overflow-x:auto;font-size:12px;line-height:1.4}
@media print{body,main,header,nav{background:#fff;max-width:none;padding:0}body{font-size:10.5pt}
table{font-size:8.5pt}h2{break-after:avoid}figure,tr,pre{break-inside:avoid}thead{display:table-header-group}
.wide{overflow:visible}@page{size:A4;margin:18mm 16mm}}
"""


def html(document: Document) -> bytes:
    """The file, UTF-8. A number of a table is a `data` element with its full value."""
    return ("\n".join(_lines(document)) + "\n").encode()


def _lines(document: Document) -> Iterator[str]:
    language = {"zh": "zh-CN", "en": "en"}[document.language]
    contents = {"zh": "目录", "en": "Contents"}[document.language]
    yield f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    if document.at is not None:
        yield f'<meta name="date" content="{iso(document.at)}">'
    yield f"<title>{escape(document.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>"
    yield f"<header>\n<h1>{escape(document.title)}</h1>\n<dl>"
    yield from (f"<dt>{escape(a)}</dt><dd>{escape(b)}</dd>" for a, b in document.facts)
    yield f'</dl>\n</header>\n<nav aria-label="{contents}">\n<ol>'
    for section in document.sections:
        yield f'<li><a href="#{section.id}">{escape(section.title)}</a></li>'
    yield "</ol>\n</nav>\n<main>"
    for section in document.sections:
        yield from _section(section)
    yield "</main>\n</body>\n</html>"


def _section(section: Section) -> Iterator[str]:
    yield f'<section aria-labelledby="{section.id}">'
    yield f'<h2 id="{section.id}">{escape(section.title)}</h2>'
    for block in section.blocks:
        yield from _block(block)
    yield "</section>"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield f"<p>{escape(block.text)}</p>"
        case Gap():
            yield f'<p class="gap">{escape(block.text)}</p>'
        case Subheading():
            yield f"<h3>{escape(block.text)}</h3>"
        case Code():
            named = f' id="{block.id}"' if block.id else ""
            yield f"<h3{named}>{escape(block.caption)}</h3><pre>{escape(block.text)}</pre>"
        case Figure():
            yield f"<figure><figcaption>{escape(block.caption)}</figcaption>"
            yield f"{svg(block.drawing, block.told)}</figure>"
        case Table():
            yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    yield f'<div class="wide"><table>\n<caption>{escape(table.caption)}</caption>\n<thead><tr>'
    for column in table.columns:
        kind = ' class="n"' if column.digits is not None else ""
        yield f'<th scope="col"{kind}>{escape(column.title)}</th>'
    yield "</tr></thead>\n<tbody>"
    for row in table.rows:
        cells = zip(table.columns, row, strict=True)
        yield "<tr>" + "".join(_cell(column, cell) for column, cell in cells) + "</tr>"
    yield "</tbody></table></div>"


def _cell(column: Column, cell: Cell) -> str:
    text = escape(column.shown(cell))
    if cell.number is not None:
        text = f'<data value="{cell.number!r}">{text}</data>'
    if cell.to:
        text = f'<a href="#{cell.to}">{text}</a>'
    kind = ' class="n"' if column.digits is not None else ""
    return f"<td{kind}>{text}</td>"
