import { createHash } from "node:crypto";

/** For screens and for paper; colours that stay readable without colour vision carry a sign beside them. */
export const style = `
:root { color-scheme: light dark; --bad: #b3261e; --good: #1b6e2e; --line: #8886; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
.failed h3 { color: var(--bad); } .passed { color: var(--good); } .passed ul { padding-left: 1rem; }
.problem { border-left: 4px solid var(--bad); padding-left: 1rem; }
small, footer { color: GrayText; font-size: .85rem; }
pre { border: 1px solid var(--line); padding: .5rem; overflow-x: auto; white-space: pre-wrap;
  overflow-wrap: anywhere; font: 14px/1.4 ui-monospace, monospace; unicode-bidi: plaintext; }
ul { list-style: none; } footer dt, footer dd { display: inline; margin: 0; } footer dd::after { content: "\\A"; white-space: pre; }
@media print { body { margin: 0; max-width: none; } section { break-inside: avoid-page; } }
@media (prefers-color-scheme: dark) { :root { --bad: #f2b8b5; --good: #9ad6a8; } }
`;

/** Nothing is loaded, run or sent; only this one style applies, so nothing that slipped in could style either. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
