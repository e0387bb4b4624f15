"""How the brief looks: on a screen, and on A4 or Letter paper; no colour says anything alone."""

STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; color: #1a1a1a; background: #fff;
  max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.8rem; line-height: 1.2; }
h2 { font-size: 1.3rem; margin-top: 2.2rem; border-bottom: 2px solid #1a1a1a; }
h3 { font-size: 1.08rem; margin-top: 1.4rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .8rem 0; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid #767676; }
thead th { border-bottom: 2px solid #1a1a1a; }
th[scope=rowgroup] { background: #f0f0f0; }
td { overflow-wrap: break-word; }
td.n { font-variant-numeric: tabular-nums; }
td.better { color: #00563b; font-weight: 600; }
td.worse { color: #8a1c00; font-weight: 600; }
td.said { color: #404040; font-size: .85rem; }
.answer { border-left: 5px solid #1a1a1a; padding-left: 1rem; }
.scroll { overflow-x: auto; }
.scroll:focus { outline: 3px solid #0b5cad; }
figure { margin: 1rem 0; }
figure svg { width: 100%; height: auto; }
figcaption { font-size: .85rem; color: #404040; }
p, li, dd, code { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; background: #f0f0f0; padding: .6rem; }
dt { font-weight: 600; } dd { margin: 0 0 .6rem 1rem; }
@page { margin: 15mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .scroll { overflow: visible; }
  table.wide { font-size: 7.5pt; }
  table.wide th, table.wide td { padding: .15rem .25rem; }
  figure, tr { break-inside: avoid; }
  figure svg { max-height: 230mm; }
  figure.flat svg { max-height: 100mm; }
  h2, h3, caption, thead { break-after: avoid; }
  thead { display: table-header-group; }
  tbody tr:first-child { break-before: avoid; }
}
"""
