import type { Decision } from '@tidegate/engine'
import type { FeedEntry } from './decision-feed.ts'

/** What the front page shows about the visitor. */
export interface PageView {
  readonly policyName: string
  readonly decision: Decision
  /** The facts that the policy used: address, user agent, user, open windows … */
  readonly seen: Readonly<Record<string, string>>
  readonly userId: string | undefined
  readonly latest: readonly FeedEntry[]
  readonly clockNote: string | undefined
}

/** The front page as HTML. Every value from a request is escaped. */
export function renderPage(view: PageView): string {
  const { decision } = view
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(view.policyName)} · Tidegate</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 28 28' fill='%230b6e8a'%3E%3Cpath d='M3 4h4v20H3zM21 4h4v20h-4z'/%3E%3C/svg%3E">
<link rel="stylesheet" href="/web/static/site.css">
</head>
<body>
<header>
  <p class="brand"><svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true"><path d="M3 4h4v20H3zM21 4h4v20h-4z"/><path d="M9 12c2-2 3-2 5 0s3 2 5 0v3c-2 2-3 2-5 0s-3-2-5 0z"/></svg> Tidegate</p>
  <h1>You were admitted.</h1>
  <p class="lead">This page is protected by <code>${escapeHtml(view.policyName)}</code>. It shows how the policy sees you, and what it decides about other visitors.</p>
  ${view.clockNote === undefined ? '' : `<p class="note">${escapeHtml(view.clockNote)}</p>`}
</header>
<main>
<section>
  <h2>How the policy sees you</h2>
  <dl>${Object.entries(view.seen)
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
    .join('')}</dl>
  <form method="post" action="${view.userId === undefined ? '/login' : '/logout'}"><button>${
    view.userId === undefined
      ? 'Log in as a guest (logged-in users are not limited)'
      : `Log out, ${escapeHtml(view.userId)}`
  }</button></form>
</section>
<section>
  <h2>Limits on your address</h2>
  ${decision.limits.length === 0 ? '<p>No limit applies to you.</p>' : decision.limits.map(renderLimit).join('')}
</section>
<section class="wide">
  <h2>Latest decisions</h2>
  <noscript><p>The live list needs JavaScript. Reload the page to see new decisions.</p></noscript>
  <table>
    <thead><tr><th>Time (UTC)</th><th>Outcome</th><th>Address</th><th>Request</th><th>Rule</th><th>Agent</th></tr></thead>
    <tbody id="decisions">${view.latest.map(renderEntry).join('')}</tbody>
  </table>
</section>
</main>
<script src="/web/static/live.js" defer></script>
</body>
</html>
`
}

function renderLimit(limit: Decision['limits'][number]): string {
  const share = Math.round((limit.remaining / limit.count) * 100)
  const name = limit.rule.name ?? limit.rule.text
  return `<div class="limit"><p><b>${escapeHtml(name)}</b> <span>${limit.remaining} of ${limit.count} left</span></p>
  <div class="bar"><i style="width:${share}%"></i></div>
  <p class="where">${escapeHtml(`${limit.rule.file}:${limit.rule.line}`)} · in any ${limit.periodMs / 1000} s</p></div>`
}

function renderEntry(entry: FeedEntry): string {
  const time = new Date(entry.atMs).toISOString().slice(11, 19)
  const cells = [entry.ip, `${entry.method} ${entry.path}`, entry.rule, entry.agent]
  return `<tr class="${entry.outcome}"><td>${time}</td><td><b>${entry.outcome}</b> ${entry.status}</td>${cells
    .map((cell) => `<td>${escapeHtml(cell)}</td>`)
    .join('')}</tr>`
}

/** Escapes a value for HTML text and double-quoted attributes; control and bidi characters appear as `\u{…}`. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll(
      // oxlint-disable-next-line no-control-regex
      /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
      (character) => `\\u{${character.charCodeAt(0).toString(16)}}`,
    )
}
