import type { ReplayReport } from '@tidegate/replay'
import { html } from './markup.ts'
import { difference, head, idle, notes, outcomes, rules, timeline, unreadable } from './sections.ts'
import { style } from './style.ts'

/**
 * A replay's report as one HTML file that needs nothing else: no scripts, no network, charts as SVG. Everything that clients sent is
 * escaped, and a content security policy forbids what could slip through.
 */
export function renderHtml(report: ReplayReport): string {
  const title = `Replay of ${report.policy.name ?? report.policy.file}`
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${{ markup: style }}
        </style>
      </head>
      <body>
        <main>
          ${head(report)} ${outcomes(report)}
          ${report.difference === undefined ? undefined : difference(report.difference)}
          ${report.timeline === undefined ? undefined : timeline(report.timeline)} ${rules(report)} ${idle(report)}
          ${unreadable(report)} ${notes(report)}
          <footer>
            Counts as 12–34 lie between the two. Limits counted on the log’s time with counters that began empty; what
            refused clients would have done next, no log can tell.
          </footer>
        </main>
      </body>
    </html> `
  return markup
}
