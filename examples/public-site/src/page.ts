import type { Decision } from '@tidegate/engine'
import type { FeedEntry } from './decision-feed.ts'
import { trials, type TrialResult } from './trials.ts'

/** What the front page shows about the visitor. */
export interface PageView {
  readonly policyName: string
  /** The policy file: its name as the rules state it, and its lines. */
  readonly policy: { readonly file: string; readonly text: string }
  /** Why the policy file's current text is not in force, if it has errors. */
  readonly policyNote: string | undefined
  readonly decision: Decision
  /** The facts that the policy used: address, user agent, user, open windows … */
  readonly seen: Readonly<Record<string, string>>
  readonly userId: string | undefined
  readonly latest: readonly FeedEntry[]
  readonly clockNote: string | undefined
  /** The responses to the requests that the visitor has just had sent. */
  readonly tried: TrialResult | undefined
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
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 18 18' fill='none' stroke='%230b6e8a' stroke-width='1.8' stroke-linecap='round'%3E%3Cpath d='M1 13c1.300 0 1.300-1.200 2.700-1.200S5 13 6.300 13s1.400-1.200 2.700-1.200S10.300 13 11.700 13s1.300-1.200 2.600-1.200S15.700 13 17 13M4 8V3M9 8V3M14 8V3M2 3h14'/%3E%3C/svg%3E">
<link rel="stylesheet" href="/web/static/site.css">
</head>
<body>
<header>
  <p class="brand"><svg width="28" height="28" viewBox="0 0 18 18" aria-hidden="true"><path d="M1 13c1.300 0 1.300-1.200 2.700-1.200S5 13 6.300 13s1.400-1.200 2.700-1.200S10.300 13 11.700 13s1.300-1.200 2.600-1.200S15.700 13 17 13M4 8V3M9 8V3M14 8V3M2 3h14"/></svg> Tidegate</p>
  <h1>You were admitted.</h1>
  <p class="lead">This page is protected by <code>${escapeHtml(view.policyName)}</code>. It shows how the policy sees you, and what it decides about other visitors.</p>
  ${renderNotes([view.clockNote, view.policyNote])}
</header>
<main>
<section>
  <h2>How the policy sees you</h2>
  <dl>${Object.entries(view.seen)
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${breakable(value)}</dd>`)
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
  <h2 id="tried">See a request refused</h2>
  <form method="post" action="/try#tried" class="trials">${trials
    .map(({ name, button }) => `<button name="trial" value="${name}">${escapeHtml(button)}</button>`)
    .join('')}</form>
  ${view.tried === undefined ? '' : renderTried(view.tried)}
</section>
<section class="wide">
  <h2>The policy</h2>
  <ol class="policy">${view.policy.text
    .trimEnd()
    .split('\n')
    .map((line, index) => `<li id="line-${index + 1}">${escapeHtml(line)}</li>`)
    .join('')}</ol>
</section>
<section class="wide">
  <h2>Latest decisions</h2>
  <p class="where">Without this page's own files. A rule leads to its line in the policy.</p>
  <noscript><p>The live list needs JavaScript. Reload the page to see new decisions.</p></noscript>
  <table>
    <thead><tr><th>Time (UTC)</th><th>Outcome</th><th>Address</th><th>Request</th><th>Rule</th><th>Agent</th></tr></thead>
    <tbody id="decisions" data-policy="${escapeHtml(view.policy.file)}">${view.latest
      .map((entry) => renderEntry(entry, view.policy.file))
      .join('')}</tbody>
  </table>
</section>
</main>
<script src="/web/static/live.js" defer></script>
</body>
</html>
`
}

function renderNotes(notes: readonly (string | undefined)[]): string {
  return notes
    .filter((note) => note !== undefined)
    .map((note) => `<p class="note">${escapeHtml(note)}</p>`)
    .join('')
}

function renderLimit(limit: Decision['limits'][number]): string {
  const share = Math.round((limit.remaining / limit.count) * 100)
  const name = limit.rule.name ?? limit.rule.text
  return `<div class="limit"><p><b>${escapeHtml(name)}</b> <span>${limit.remaining} of ${limit.count} left</span></p>
  <div class="bar"><i style="width:${share}%"></i></div>
  <p class="where">${escapeHtml(`${limit.rule.file}:${limit.rule.line}`)} · ${periodOf(limit)}</p></div>`
}

function periodOf({ periodMs, period }: Decision['limits'][number]): string {
  if (periodMs === undefined) return 'at once'
  return period?.kind === 'calendar' ? `per calendar ${period.unit}` : `in any ${periodMs / 1000} s`
}

function renderTried({ trial, statuses, refusal }: TrialResult): string {
  const received =
    refusal === undefined ? '' : [`HTTP/1.1 ${refusal.status}`, ...refusal.fields, '', refusal.body].join('\n')
  return `<p class="where">${escapeHtml(trial.expected)}</p>
  <p class="statuses">${statuses.map((status) => `<b class="${status < 400 ? 'pass' : 'refused'}">${status}</b>`).join(' ')}</p>
  ${received === '' ? '' : `<pre>${escapeHtml(received.trimEnd())}</pre>`}`
}

function renderEntry(entry: FeedEntry, policyFile: string): string {
  const time = new Date(entry.atMs).toISOString().slice(11, 19)
  return `<tr class="${entry.outcome}"><td>${time}</td><td><b>${entry.outcome}</b> ${entry.status}</td><td class="address">${escapeHtml(
    entry.ip,
  )}</td><td>${escapeHtml(`${entry.method} ${entry.path}`)}</td><td>${renderRule(entry.rule, policyFile)}</td><td class="agent" title="${escapeHtml(
    entry.agent,
  )}">${escapeHtml(entry.agent)}</td></tr>`
}

function renderRule(rule: FeedEntry['rule'], policyFile: string): string {
  if (rule === undefined) return ''
  const text = escapeHtml(`${rule.file}:${rule.line}${rule.name === undefined ? '' : ` ${rule.name}`}`)
  return rule.file === policyFile ? `<a href="#line-${rule.line}">${text}</a>` : text
}

/** Escaped text that a narrow page breaks between the parts of an address or a path, not within one. */
function breakable(text: string): string {
  return text
    .split(/(?<=[:/,;])(?=[^\s])/)
    .map(escapeHtml)
    .join('<wbr>')
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
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
      (character) => `\\u{${character.charCodeAt(0).toString(16)}}`,
    )
}
