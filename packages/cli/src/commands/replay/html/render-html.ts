import type { ReplayReport } from '@tidegate/replay'
import { asLogged, bots, difference, head, idle, notes, outcomes, rules, timeline, unreadable } from './sections.ts'
import { html } from '@tidegate/markup'
import { style } from './style.ts'

/**
 * Returns a replay's report as one self-contained HTML file: no scripts, no network, charts as SVG. Everything that clients sent is
 * escaped, and a content security policy forbids whatever escaping might miss.
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
          ${head(report)} ${outcomes(report)} ${report.asLogged === undefined ? undefined : asLogged(report.asLogged)}
          ${report.difference === undefined ? undefined : difference(report.difference)}
          ${report.timeline === undefined ? undefined : timeline(report.timeline)} ${bots(report)} ${rules(report)}
          ${idle(report)} ${unreadable(report)} ${notes(report)}
          <footer>
            A count such as 12–34 is between the two numbers. Limits counted on the log’s time, with counters that were
            empty at first. A log cannot tell what refused clients would have done next.
          </footer>
        </main>
      </body>
    </html> `
  return markup
}
