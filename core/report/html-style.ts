import { createHash } from "node:crypto";

/** For screens and for paper; colours that stay readable without colour vision carry a sign beside them. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --text: #1f2328; --quiet: #57606a; --line: #d6dae0;
  --bad: #a8201a; --bad-soft: #fdecea; --good: #1a6b2d; --good-soft: #e8f5ea; --link: #0b57d0;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
main, footer { max-width: 50rem; margin: 0 auto; padding: 0 1rem; }
header { margin: 2rem 0 1.5rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0; }
header p { margin: .25rem 0 0; color: var(--quiet); } header .score { font-size: 1.25rem; font-weight: 600; color: var(--text); }
h2 { font-size: 1.25rem; margin: 2.25rem 0 .75rem; padding-bottom: .25rem; border-bottom: 2px solid var(--line); }
h2 span, .subject span { font-size: .9rem; font-weight: 400; color: var(--quiet); margin-left: .35rem; }
h3, h4 { font-size: 1.05rem; margin: 0; } .subject { margin: 1.5rem 0 .5rem; }
.test { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 6px; padding: .85rem 1rem; margin: .75rem 0; }
.test h3, .test h4 { color: var(--bad); } .test h3 span, .test h4 span { font-weight: 400; font-size: .9rem; margin-left: .35rem; }
.test p { margin: .4rem 0 0; } .test p.label { margin-top: .75rem; }
.problem { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 6px; padding: .25rem 1rem; }
small { color: var(--quiet); font-size: .85rem; } .test > small { display: block; margin-top: .6rem; }
pre { margin: .25rem 0 0; border: 1px solid var(--line); border-radius: 4px; padding: .5rem .65rem; background: var(--page);
  white-space: pre-wrap; overflow-wrap: anywhere; font: .875rem/1.45 ui-monospace, monospace; unicode-bidi: plaintext; tab-size: 4; }
del, ins { display: block; text-decoration: none; margin: 0 -.65rem; padding: 0 .65rem; }
del { background: var(--bad-soft); color: var(--bad); } ins { background: var(--good-soft); color: var(--good); }
pre i { color: var(--quiet); }
ul { list-style: none; margin: .75rem 0; padding: 0; } li { padding: .15rem 0; } .passed { color: var(--good); } a { color: var(--link); }
blockquote { margin: 0; border-left: 4px solid var(--line); padding-left: 1rem; } blockquote p { margin: .5rem 0; }
footer { color: var(--quiet); font-size: .85rem; margin-top: 2.5rem; padding-bottom: 2rem; }
footer dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .75rem; border-top: 1px solid var(--line); padding-top: .75rem; margin: 0; }
footer dd { margin: 0; }
@media (prefers-color-scheme: dark) { :root {
  --page: #14171a; --card: #1c2024; --text: #e6e8eb; --quiet: #a3abb5; --line: #3a4149;
  --bad: #f5b1aa; --bad-soft: #3a1d1b; --good: #95d5a4; --good-soft: #16301d; --link: #8ab4f8; } }
@media print { :root { --page: #fff; --card: #fff; --text: #000; --quiet: #444; --line: #999;
    --bad: #8c1a15; --bad-soft: #fff; --good: #14532d; --good-soft: #fff; --link: #000; }
  main, footer { max-width: none; padding: 0; } h2, h3, h4, .label { break-after: avoid; }
  pre { break-inside: avoid-page; } a::after { content: " (" attr(href) ")"; } }
`;

/** Nothing is loaded, run or sent; only this one style applies, so nothing that slipped in could style either. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
