// How the open chat looks. In pixels: the page around it has its own idea of a rem.

export const STYLE = `
.panel {
  --ground: #f7f8fa; --surface: #ffffff; --raised: #ffffff; --line: #e6e8ee; --line-strong: #868d9c; --text: #171a21; --muted: #59606f;
  --theirs: #eef0f5; --hover: #f1f3f7; --bad: #ab231c; --bad-surface: #fdecea; --good: #14693a; --good-surface: #e6f5ec;
  --warn-text: #7a4a00; --warn-surface: #fdf3e1;
  --shadow: 0 24px 64px rgb(16 20 40 / .20), 0 4px 16px rgb(16 20 40 / .10), 0 0 0 1px rgb(16 20 40 / .05);
  box-sizing: border-box; position: fixed; bottom: calc(96px + env(safe-area-inset-bottom, 0px)); width: 392px;
  height: min(700px, calc(100dvh - 120px)); display: grid; grid-template: auto auto minmax(0, 1fr) auto / minmax(0, 1fr); overflow: hidden; overflow: clip;
  border-radius: 20px; background: var(--surface); color: var(--text); box-shadow: var(--shadow); color-scheme: light;
  font: 15px/1.45 Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; text-align: start;
  letter-spacing: normal; -webkit-font-smoothing: antialiased; transform-origin: bottom right; animation: rise .24s cubic-bezier(.2, .9, .25, 1);
}
.panel[data-theme="dark"] {
  --ground: #14171d; --surface: #181b22; --raised: #20242d; --line: #2a2f3a; --line-strong: #6a7283; --text: #eceef3; --muted: #a6adbb;
  --theirs: #262b35; --hover: #242933; --bad: #ff9d96; --bad-surface: #3a1917; --good: #6fdb9d; --good-surface: #11291c;
  --warn-text: #f2c069; --warn-surface: #2e2412;
  --shadow: 0 24px 64px rgb(0 0 0 / .55), 0 0 0 1px rgb(255 255 255 / .07); color-scheme: dark;
}
.panel[data-side="right"] { right: 20px } .panel[data-side="left"] { left: 20px; transform-origin: bottom left }
.panel[hidden] { display: none }
.panel *, .panel *::before, .panel *::after { box-sizing: border-box }
.panel :where(h2, h3, p, ul, ol, fieldset, legend, figure) { margin: 0; padding: 0; border: 0 }
.panel :where(h2, h3) { font: inherit; font-weight: 600 }
.panel :where(button, input, textarea) { font: inherit; color: inherit; letter-spacing: inherit }
.panel :where(button) { border: 0; background: none; padding: 0; cursor: pointer; -webkit-tap-highlight-color: transparent }
.panel :where(button):disabled { cursor: default }
.panel :focus-visible { outline: 2px solid var(--brand-text); outline-offset: 2px }
.panel .icon { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; flex: none; display: block }
.panel .icon-more { stroke-width: 3 }
.quiet-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@keyframes rise { from { opacity: 0; transform: translateY(14px) scale(.97) } }
@keyframes come { from { opacity: 0; transform: translateY(6px) } }
@keyframes dot { 0%, 60%, 100% { transform: none; opacity: .35 } 30% { transform: translateY(-3px); opacity: 1 } }
@keyframes ring { 50% { opacity: .45 } }

.head { grid-row: 1 } .strip { grid-row: 2 } .log { grid-row: 3 } .foot { grid-row: 4 }
.head { display: flex; align-items: center; gap: 12px; padding: 16px 12px 16px 18px; background: var(--brand); color: var(--on-brand);
  background-image: linear-gradient(135deg, transparent 20%, var(--brand-deep) 100%) }
.head .face { width: 42px; height: 42px; background: color-mix(in srgb, var(--on-brand) 18%, transparent); color: var(--on-brand); font-size: 16px }
.face { border-radius: 50%; display: grid; place-items: center; flex: none; font-weight: 600; text-transform: uppercase; position: relative }
.head .live::after { content: ""; position: absolute; right: 0; bottom: 1px; width: 11px; height: 11px; border-radius: 50%; background: #38c976; border: 2px solid var(--brand) }
.head-text { min-width: 0; flex: 1 }
.head h2 { font-size: 17px; line-height: 1.25; letter-spacing: -.01em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.head p { font-size: 13px; line-height: 1.35; overflow: hidden; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow-wrap: anywhere } .head p[hidden] { display: none }
.head button { width: 36px; height: 36px; border-radius: 10px; display: grid; place-items: center; color: inherit; flex: none }
.head button:hover { background: color-mix(in srgb, var(--on-brand) 15%, transparent) }
.head button:focus-visible { outline-color: var(--on-brand); outline-offset: -3px }
.head-buttons { display: flex; gap: 2px }

.menu { position: absolute; z-index: 3; top: 66px; right: 12px; min-width: 230px; padding: 6px; border-radius: 14px; background: var(--raised);
  box-shadow: var(--shadow); animation: come .14s }
.menu button { display: flex; align-items: center; gap: 11px; width: 100%; padding: 9px 11px; border-radius: 9px; text-align: start; font-size: 14px }
.menu button:hover, .menu button:focus-visible { background: var(--hover) }
.menu .icon { color: var(--muted); width: 18px; height: 18px }

.strip { display: flex; align-items: center; gap: 10px; padding: 9px 18px; font-size: 13px; border-bottom: 1px solid var(--line) }
.strip[data-kind="offline"] { background: var(--warn-surface); color: var(--warn-text) }
.strip[data-kind="waiting"] { background: var(--brand-surface); color: var(--brand-text); font-weight: 500 }
.strip[data-kind="call"] { background: var(--good-surface); color: var(--good); font-weight: 500; padding-block: 6px }
.strip[data-kind="call"] span { flex: 1; font-variant-numeric: tabular-nums }
.strip span { min-width: 0; overflow-wrap: anywhere }
.strip button { width: 36px; height: 36px; flex: none; border-radius: 50%; display: grid; place-items: center }
.strip button:hover { background: color-mix(in srgb, currentColor 12%, transparent) }
.strip .hang { background: #c92a22; color: #fff } .strip .hang:hover { background: #a8211a }
.strip .pulse { width: 8px; height: 8px; border-radius: 50%; background: currentColor; animation: ring 1.4s infinite; flex: none }

.log { position: relative; overflow-y: auto; overscroll-behavior: contain; padding: 18px 16px 8px; display: flex; flex-direction: column; scrollbar-width: thin;
  scrollbar-color: var(--line-strong) transparent; background: var(--surface) }
.log:focus-visible { outline-offset: -3px }
.log:not(.quiet) > :first-child { margin-top: auto }
.hello { padding: 6px 2px 18px; text-align: start } .hello h3[hidden], .older[hidden] { display: none }
.older { display: block; margin: 0 auto; padding: 7px 14px; border-radius: 16px; font-size: 13px; color: var(--brand-text); background: var(--brand-surface) }
.log { overflow-anchor: none }
.hello h3 { font-size: 23px; line-height: 1.25; letter-spacing: -.02em; text-wrap: balance }
.hello p { color: var(--muted); font-size: 14px; margin-top: 6px; display: flex; align-items: center; gap: 7px }
.day, .event { align-self: center; margin: 14px 0 10px; font-size: 12px; color: var(--muted); text-align: center; max-width: 85% }
.event { display: flex; align-items: center; gap: 7px } .event .icon { width: 15px; height: 15px }
.one { display: grid; grid-template-columns: 30px minmax(0, 1fr); column-gap: 8px; max-width: 88%; margin-top: 3px; animation: come .18s }
.one.first { margin-top: 14px }
.one .face { width: 30px; height: 30px; font-size: 12px; background: var(--theirs); color: var(--muted); align-self: end; grid-row: 2; visibility: hidden }
.one.last .face { visibility: visible }
.one .icon { width: 17px; height: 17px }
.one .who { grid-column: 2; grid-row: 1; font-size: 12px; color: var(--muted); margin: 0 0 4px 12px }
.one .words { grid-column: 2; grid-row: 2; display: flex; flex-direction: column; align-items: flex-start; gap: 3px; min-width: 0 }
.text { padding: 9px 13px; border-radius: 18px; background: var(--theirs); white-space: pre-wrap; overflow-wrap: anywhere; max-width: 100% }
.text a { color: inherit; text-decoration: underline; text-underline-offset: 2px }
.one:not(.mine):not(.first) .text { border-start-start-radius: 6px } .one:not(.mine):not(.last) .text { border-end-start-radius: 6px }
.one.mine { align-self: flex-end; grid-template-columns: minmax(0, 1fr) }
.one.mine .words { grid-column: 1; align-items: flex-end }
.mine .text { background: var(--brand); color: var(--on-brand) }
.one.mine:not(.first) .text { border-start-end-radius: 6px } .one.mine:not(.last) .text { border-end-end-radius: 6px }
.mine .text ::selection { background: color-mix(in srgb, var(--on-brand) 35%, transparent) }
.one[data-state="sending"] .text { opacity: .72 }
.meta { grid-column: -2 / -1; grid-row: 3; font-size: 11.5px; color: var(--muted); margin: 4px 12px 0; font-variant-numeric: tabular-nums; display: flex; gap: 8px; align-items: center }
.mine .meta { justify-content: flex-end }
.meta.bad { color: var(--bad) } .meta button { text-decoration: underline; text-underline-offset: 2px; font-weight: 500; padding: 2px 0 }
.file { display: flex; align-items: center; gap: 10px; padding: 9px 13px 9px 10px; border-radius: 16px; border: 1px solid var(--line); background: var(--raised);
  text-align: start; max-width: 100%; font-size: 13.5px }
.file:hover { border-color: var(--line-strong) } .file .icon { color: var(--brand-text); width: 22px; height: 22px }
.file b { display: block; font-weight: 500; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 200px } .file small { color: var(--muted); font-size: 12px }
.picture { border-radius: 16px; overflow: hidden; display: block; border: 1px solid var(--line); background: var(--theirs) } .picture img { display: block; max-width: 230px; max-height: 230px; min-width: 60px; min-height: 60px; object-fit: cover }
.dots { display: flex; gap: 4px; padding: 14px 14px } .dots i { width: 7px; height: 7px; border-radius: 50%; background: var(--muted); animation: dot 1.2s infinite }
.dots i:nth-child(2) { animation-delay: .15s } .dots i:nth-child(3) { animation-delay: .3s }

.quiet .chips { justify-content: flex-start; padding-top: 0 }
.chips { display: flex; flex-wrap: wrap; gap: 7px; padding: 12px 0 4px; justify-content: flex-end }
.chip { display: inline-flex; align-items: center; gap: 7px; min-height: 36px; padding: 6px 15px; border-radius: 18px; border: 1.5px solid var(--brand-text); color: var(--brand-text); font-size: 14px; font-weight: 500;
  background: var(--surface); transition: background .12s, color .12s; text-align: start }
.chip:hover { background: var(--brand); color: var(--on-brand); border-color: var(--brand) }
.chip .icon { width: 17px; height: 17px }
.chip.soft { border-color: var(--line-strong); border-width: 1px; color: var(--text); font-weight: 400 } .chip.soft:hover { background: var(--hover); color: var(--text); border-color: var(--line-strong) }

.foot { border-top: 1px solid var(--line); background: var(--surface); padding: 10px 12px calc(10px + env(safe-area-inset-bottom, 0px)) }
.foot:empty { display: none }
.box { display: grid; grid-template-columns: minmax(0, 1fr) auto; border: 1.5px solid var(--line); border-radius: 20px; background: var(--ground); transition: border-color .12s }
.box:focus-within { border-color: var(--brand-text) }
.box textarea, .box textarea:focus-visible { grid-column: 1 / -1; resize: none; border: 0; outline: 0; background: none; padding: 11px 15px 4px; max-height: 132px; min-height: 36px; line-height: 1.4; width: 100%; display: block; scrollbar-width: thin }
.box textarea::placeholder, .field input::placeholder, .field textarea::placeholder { color: var(--muted); opacity: 1 }
.tools { display: flex; gap: 2px; padding: 2px 6px 6px; align-items: center } .tools button { width: 34px; height: 34px; border-radius: 50%; display: grid; place-items: center; color: var(--muted) }
.tools button:hover { background: var(--hover); color: var(--text) }
.tools { min-width: 0 } .tools .ask { width: auto; min-width: 0; padding: 0 10px; display: flex; align-items: center; gap: 6px; font-size: 13px; border-radius: 17px } .ask span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap } .tools > button { flex: none } .tools > .ask { flex: 0 1 auto } .tools .ask .icon { width: 17px; height: 17px }
.go { width: 34px; height: 34px; margin: 0 6px 6px 0; border-radius: 50%; display: grid; place-items: center; background: var(--brand); color: var(--on-brand); transition: transform .12s, background .12s, opacity .12s }
.go:hover:not(:disabled) { transform: scale(1.06) } .go:disabled { background: var(--line); color: var(--muted) }
.count:empty { display: none } .count { font-size: 12px; color: var(--bad); padding-inline-start: 6px; flex: 1; text-align: end }
.waiting-files { display: flex; flex-wrap: wrap; gap: 6px; padding: 10px 12px 0; grid-column: 1 / -1 } .waiting-files:empty { display: none }
.waiting-files li { list-style: none; display: flex; align-items: center; gap: 7px; padding: 5px 6px 5px 11px; border-radius: 12px; background: var(--raised); border: 1px solid var(--line); font-size: 13px; max-width: 100%; position: relative; overflow: hidden }
.waiting-files li > .icon { color: var(--brand-text) } .waiting-files img { width: 30px; height: 30px; border-radius: 7px; object-fit: cover; margin-inline-start: -5px }
.waiting-files span, .waiting-files b, .waiting-files small { display: block; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 170px; font-weight: 400; line-height: 1.3 }
.waiting-files small { font-size: 11.5px; color: var(--muted); font-variant-numeric: tabular-nums } .waiting-files [data-state="failed"] { border-color: var(--bad) } .waiting-files [data-state="failed"] small { color: var(--bad) }
.waiting-files .again-file { width: auto; padding: 0 8px; border-radius: 8px; color: var(--text); font-weight: 500; text-decoration: underline; text-underline-offset: 2px }
.waiting-files button { width: 26px; height: 26px; display: grid; place-items: center; border-radius: 50%; color: var(--muted) }
.waiting-files button:hover { background: var(--hover) }
.waiting-files .icon { width: 15px; height: 15px } .waiting-files progress { position: absolute; inset: auto 0 0 0; width: 100%; height: 3px; border: 0; appearance: none; background: none; accent-color: var(--brand) }
.waiting-files progress::-webkit-progress-bar { background: none } .waiting-files progress::-webkit-progress-value { background: var(--brand-text); transition: width .15s }
.said { font-size: 13px; padding: 8px 12px; border-radius: 11px; background: var(--bad-surface); color: var(--bad); margin-bottom: 8px } .said.good { background: var(--good-surface); color: var(--good) } .said[hidden] { display: none }
.drop { position: absolute; inset: 8px; z-index: 4; border: 2px dashed var(--brand-text); border-radius: 16px; background: color-mix(in srgb, var(--surface) 90%, transparent); display: grid; place-content: center; justify-items: center; gap: 8px; color: var(--brand-text); font-weight: 600; pointer-events: none }
.drop[hidden] { display: none }

.sheet { padding: 4px 2px 10px; display: grid; gap: 14px; animation: come .2s }
.sheet h3 { font-size: 18px; letter-spacing: -.01em } .sheet > p { color: var(--muted); font-size: 14px; margin-top: -8px }
.field { display: grid; gap: 5px; font-size: 13.5px } .field > span:first-child { font-weight: 500 } .field i { font-style: normal; color: var(--muted); font-weight: 400 }
.field input, .field textarea { width: 100%; padding: 10px 13px; border: 1.5px solid var(--line-strong); border-radius: 11px; background: var(--surface); font-size: 15px; outline-offset: 0 }
.field textarea { resize: none; min-height: 84px; line-height: 1.4 }
.field [aria-invalid="true"] { border-color: var(--bad) } .field .fault { color: var(--bad); font-size: 12.5px }
.agree { display: grid; grid-template-columns: auto 1fr; gap: 4px 10px; font-size: 13px; color: var(--muted); align-items: start } .agree input { width: 18px; height: 18px; margin: 1px 0 0; accent-color: var(--brand) } .agree a { color: var(--brand-text) } .agree .fault { grid-column: 2; color: var(--bad) }
.button { min-height: 44px; padding: 9px 18px; border-radius: 12px; background: var(--brand); color: var(--on-brand); font-weight: 600; display: inline-flex; align-items: center; justify-content: center; gap: 8px; transition: filter .12s }
.button:hover { filter: brightness(1.07) } .button:disabled { opacity: .6 } .button.plain { background: none; color: var(--text); border: 1.5px solid var(--line) } .button.plain:hover { background: var(--hover); filter: none }
.row { display: flex; gap: 8px } .row > .button { flex: 1 } .over .row > .plain { flex: none }
.trap { position: absolute; left: -9999px; width: 1px; height: 1px; overflow: hidden }
.thanks { display: grid; justify-items: center; text-align: center; gap: 10px; padding: 26px 10px; color: var(--muted) } .thanks .face { width: 54px; height: 54px; background: var(--good-surface); color: var(--good) } .thanks .icon { width: 26px; height: 26px }

.rate { display: grid; gap: 10px; padding: 4px 4px 6px; text-align: center } .rate legend { font-weight: 600; width: 100%; padding-bottom: 8px }
.stars { display: flex; justify-content: center; gap: 4px } .stars label { position: relative; cursor: pointer; padding: 5px; border-radius: 10px; color: var(--line-strong); transition: transform .12s } .stars label:hover { transform: scale(1.14) }
.stars .icon { width: 30px; height: 30px; stroke-width: 1.6 } .stars input { position: absolute; opacity: 0; width: 1px; height: 1px } .stars label:has(:focus-visible) { outline: 2px solid var(--brand-text) }
.stars label.on { color: #b97d00 } [data-theme="dark"] .stars label.on { color: #f2b93d } .stars label.on .icon { fill: currentColor }
.rate textarea { width: 100%; min-height: 60px; resize: none; padding: 9px 12px; border: 1.5px solid var(--line-strong); border-radius: 11px; background: var(--surface) }
.over { display: grid; gap: 8px; text-align: center; font-size: 13.5px; color: var(--muted) } .over > .again { justify-self: center; padding: 8px 14px; border-radius: 10px; color: var(--brand-text); font-weight: 500 } .over > .again:hover { background: var(--brand-surface) }

@media (max-width: 480px) {
  .panel { inset: var(--seen-top, 0) 0 auto !important; width: 100vw; height: var(--seen-height, 100dvh); border-radius: 0; animation-name: come }
  .head { padding-top: calc(14px + env(safe-area-inset-top, 0px)) }
  .box textarea, .field input, .field textarea, .rate textarea { font-size: 16px }
  .tools button, .go { width: 40px; height: 40px } .tools .ask { width: auto; height: 40px; border-radius: 20px } .head button { width: 44px; height: 44px }
}
@media (max-height: 560px) and (min-width: 481px) { .panel { bottom: 12px; height: calc(100dvh - 24px) } }
@media (max-height: 560px) {
  .head { padding-block: 8px } .head .face { width: 34px; height: 34px; font-size: 14px } .menu { top: 52px }
  .box textarea { max-height: 72px !important }
}
@media (max-height: 380px) { .head p { -webkit-line-clamp: 1 } .head .face { display: none } .foot { padding-block: 6px } .hello h3 { font-size: 17px } }
@media (prefers-reduced-motion: reduce) { .panel, .panel * { animation: none !important; transition: none !important } .dots i { opacity: .7 } }
@media (forced-colors: active) {
  .panel { border: 2px solid } .head { border-bottom: 1px solid } .text, .chip, .button, .go, .box, .menu, .waiting-files li { border: 1px solid }
  .go:disabled { border-color: GrayText; color: GrayText } .menu button:focus-visible, .menu button:hover { forced-color-adjust: none; background: Highlight; color: HighlightText }
  .stars label.on { color: Highlight !important } .strip .hang { border: 1px solid }
}
`
