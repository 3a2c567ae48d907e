"""The page's style sheet: light and dark, from 320 pixels up, contrast of at least 4.5 to 1."""

__all__ = ["STYLE"]

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #f6f5f2; --sheet: #ffffff; --ink: #1c1b19; --quiet: #5b5852; --line: #d9d5cc;
  --alarm: #ffd54a; --alarm-ink: #231a00;
  --scheduled: #1d4f91; --sending: #8a4b00; --sent: #1f6b3a; --deleted: #6b6259;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #161513; --sheet: #211f1c; --ink: #f1eee8; --quiet: #b5afa5; --line: #3d3933;
    --alarm: #ffd54a; --alarm-ink: #231a00;
    --scheduled: #9cc3ff; --sending: #ffc078; --sent: #8fdba8; --deleted: #b5afa5;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.banner { background: var(--alarm); color: var(--alarm-ink); padding: .9rem 0;
  border-bottom: .4rem solid var(--alarm-ink);
  border-image: repeating-linear-gradient(135deg, #231a00 0 1rem, #ffd54a 1rem 2rem) 6; }
.banner strong { font-size: 1.25rem; letter-spacing: .06em; }
.banner p { margin: .1rem 0 0; max-width: 60rem; }
main, .inside { max-width: 60rem; margin: 0 auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .6rem 0 .2rem; font-variant-numeric: tabular-nums; }
h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 0; }
.counts { color: var(--quiet); margin: 0; }
.quiet { color: var(--quiet); }
.months { display: grid; gap: 1rem; align-items: start;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
table { border-collapse: collapse; width: 100%; background: var(--sheet); }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
.month { table-layout: fixed; border: 1px solid var(--line); }
.month th { font-weight: 500; font-size: .8rem; color: var(--quiet); padding: .25rem; }
.month td { border: 1px solid var(--line); height: 3.4rem; vertical-align: top; padding: .2rem .25rem;
  font-size: .8rem; font-variant-numeric: tabular-nums; }
.month .outside { background: var(--ground); }
.month .today { outline: 3px solid var(--ink); outline-offset: -3px; }
.mark { display: block; font-weight: 600; white-space: nowrap; }
.entry { background: var(--sheet); border: 1px solid var(--line); border-left: .4rem solid currentColor;
  padding: .7rem .9rem; margin: 0 0 .7rem; overflow-wrap: anywhere; }
.entry > * { color: var(--ink); }
.entry p { margin: .15rem 0 0; }
.entry .kind { color: var(--quiet); font-size: .9rem; }
.entry code { font-size: .8rem; color: var(--quiet); }
.entry ul { margin: .3rem 0 0; padding-left: 1.1rem; }
.scheduled { color: var(--scheduled); } .sending { color: var(--sending); }
.sent { color: var(--sent); } .deleted { color: var(--deleted); }
.scroll { overflow-x: auto; }
.calls th, .calls td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line);
  font-size: .85rem; white-space: nowrap; font-variant-numeric: tabular-nums; }
footer { color: var(--quiet); font-size: .85rem; padding: 1rem 0 2rem; }
"""
