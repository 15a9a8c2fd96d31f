import { duration } from '@tidegate/values'
import { grouped, percent } from '../../../terminal/numbers.ts'
import { activeRules } from '../render-text.ts'
import type {
  ReplayReport,
  ReportedChange,
  ReportedDifference,
  ReportedLoggedDecisions,
  ReportedReason,
  ReportedRule,
  ReportedTimeline,
} from '@tidegate/replay'
import { summaryOf } from '../summary.ts'
import { answerWords, deedOf, notesOnLogged, placeOf, policyName, timeWords } from '../words.ts'
import { columnChart, sparkColumns } from './column-chart.ts'
import { groupMarkup, lines } from './group.ts'
import { html, type Markup } from '@tidegate/markup'

/** Returns the title, and the section about the logs that were read. */
export function head(report: ReplayReport): Markup {
  const { policy, logs, from, to, lines: counts } = report
  const facts: readonly (readonly [string, string])[] = [
    ...logs.slice(0, 6).map(({ name, format }) => [name === '-' ? 'standard input' : name, format ?? 'empty'] as const),
    ...(logs.length > 6 ? [[`${logs.length - 6} more logs`, ''] as const] : []),
    ...(from === undefined || to === undefined
      ? []
      : [
          [
            `${timeWords(from)} – ${timeWords(to, from)}`,
            `UTC, ${duration(Date.parse(to) - Date.parse(from))}`,
          ] as const,
        ]),
    [grouped(counts.judged), `of ${grouped(counts.read)} lines processed`],
    ...(counts.unreadable > 0 ? [[grouped(counts.unreadable), 'unreadable'] as const] : []),
    ...(counts.late > 0 ? [[grouped(counts.late), 'too late to be reordered'] as const] : []),
  ]
  return html`<div class="eyebrow">
      <svg viewBox="0 0 18 18" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round">
        <path
          d="M1 13c1.3 0 1.3-1.2 2.7-1.2S5 13 6.300 13s1.400-1.200 2.700-1.200S10.300 13 11.700 13s1.300-1.200 2.600-1.200S15.700 13 17 13M4 8V3M9 8V3M14 8V3M2 3h14"
        /></svg
      >Tidegate replay
    </div>
    <h1>${policy.name ?? policy.file}</h1>
    <div class="facts">
      <span><b>${policy.file}</b> <code>${policy.fingerprint}</code></span
      >${facts.map(([name, rest]) => html`<span><b>${name}</b> ${rest}</span>`)}
    </div>
    <p class="lead">${summaryOf(report)}</p>
    ${report.complete ? undefined : html`<p class="card warn" style="margin-top:18px">This report is incomplete: it covers only what was read before the replay ended. ${brokenWords(report)}</p>`}
    ${report.warnings.map((warning) => html`<p class="card warn" style="margin-top:18px">${warning}</p>`)}`
}

function brokenWords({ logs }: ReplayReport): string {
  return logs.flatMap(({ name, broken }) => (broken === undefined ? [] : [`${name}: ${broken}.`])).join(' ')
}

const tones = { pass: 'let in', block: 'blocked', limit: 'over a limit' } as const

/** Returns the number of requests with each outcome. */
export function outcomes({ outcomes: counts, lines: { judged } }: ReplayReport): Markup {
  const names = ['pass', 'block', 'limit'] as const
  return html`<h2>What the policy would have done</h2>
    <div class="outcomes">
      ${names.map(
        (name) =>
          html`<div class="card outcome ${name}">
            <span class="s">${percent(judged === 0 ? 0 : counts[name] / judged)}</span>
            <div class="n">${grouped(counts[name])}</div>
            <div class="t">${tones[name]}</div>
          </div>`,
      )}
    </div>
    <div class="share" aria-hidden="true">
      ${names.filter((name) => counts[name] > 0).map((name) => html`<i class="${name}" style="flex:${counts[name]}"></i>`)}
    </div>`
}

/** Returns the agents that name themselves, with how many of their requests would have been refused. */
export function bots({ audience: { names } }: ReplayReport): Markup {
  if (names.length === 0) return html``
  const most = names[0]!.count
  return html`<h2>Bots<small>that name themselves, and how many of their requests would have been refused</small></h2>
    <div class="card bots">
      ${names.map(
        ({ token, count, refused }) =>
          html`<div class="bot">
            <span class="name">${token}</span
            ><span class="bar" aria-hidden="true"
              ><i class="block" style="width:${round((refused / most) * 100)}%"></i
              ><i class="pass" style="width:${round(((count - refused) / most) * 100)}%"></i></span
            ><b>${grouped(count)}</b
            ><span class="refused"
              >${refused === 0 ? 'none refused' : refused === count ? 'all refused' : `${grouped(refused)} refused`}</span
            >
          </div>`,
      )}
    </div>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** Returns charts of requests over time, and of refused requests on a separate scale. */
export function timeline({ from, bucketMs, pass, block, limit }: ReportedTimeline): Markup {
  const refused = [
    { name: 'limit', label: 'over a limit', counts: limit },
    { name: 'block', label: 'blocked', counts: block },
  ].filter(({ counts }) => counts.some((count) => count > 0))
  const base = { fromMs: Date.parse(from), bucketMs }
  const all = [{ name: 'pass', label: 'let in', counts: pass }, ...refused]
  return html`<h2>Over time<small>requests in ${duration(bucketMs)}, UTC</small></h2>
    <div class="card">
      <div class="legend">${all.map(({ name, label }) => html`<span class="${name}"><i></i>${label}</span>`)}</div>
      ${columnChart({ ...base, title: 'requests over time', series: all, height: 190 })}
      ${
        refused.length === 0
          ? undefined
          : html`<div class="sub">Refused only</div>
              ${columnChart({ ...base, title: 'refused requests over time', series: refused, height: 110 })}`
      }
    </div>`
}

/** Returns a card for each active rule, and one for the requests that were refused before any rule was evaluated. */
export function rules(report: ReplayReport): Markup {
  const active = activeRules(report)
  if (active.length === 0 && report.reasons.length === 0) return html``
  return html`<h2>Rules<small>a refused request is counted for the rule that refused it</small></h2>
    ${active.map(ruleCard)}${report.reasons.map(reasonCard)}`
}

function ruleCard(reported: ReportedRule): Markup {
  const { rule, count, share, timeline: counts, shadow } = reported
  const tone = shadow ? 'shadow' : rule.kind === 'limit' ? 'limit' : 'block'
  return html`<article class="card rule ${tone}">
    <header>
      <span class="badge">${deedOf(reported)}</span>
      <h3>${rule.name ?? `${rule.file}:${rule.line}`}</h3>
      ${rule.name === undefined ? undefined : html`<span class="where">${rule.file}:${rule.line}</span>`}<span
        class="count"
        >${grouped(count)}<small>${percent(share)}</small></span
      >
    </header>
    <pre>${rule.text}</pre>
    ${counts === undefined || counts.length < 2 ? undefined : sparkColumns(counts, tone)}
    ${groupMarkup(reported, reported.examples)}
  </article>`
}

function reasonCard(reported: ReportedReason): Markup {
  const { reason, count, share, timeline: counts } = reported
  return html`<article class="card rule block">
    <header>
      <span class="badge">block</span>
      <h3>${reason.replaceAll('-', ' ')}</h3>
      <span class="where">before any rule</span
      ><span class="count">${grouped(count)}<small>${percent(share)}</small></span>
    </header>
    ${counts === undefined || counts.length < 2 ? undefined : sparkColumns(counts, 'block')}
    ${groupMarkup(reported, reported.examples)}
  </article>`
}

/** Returns the rules that refused nothing. */
export function idle({ rules: all }: ReplayReport): Markup {
  const shown = all.filter(({ count, rule, shadow }) => count === 0 && (rule.kind !== 'exempt' || shadow))
  if (shown.length === 0) return html``
  return html`<h2>Refused nothing</h2>
    <div class="card idle">
      <table>
        ${shown.map(
          (reported) =>
            html`<tr>
              <td><span class="badge">${deedOf(reported)}</span></td>
              <td>${placeOf(reported.rule)}</td>
              <td><code>${reported.rule.text}</code></td>
            </tr>`,
        )}
      </table>
    </div>`
}

/** Returns the unreadable lines by reason. */
export function unreadable({ unreadable: reasons }: ReplayReport): Markup {
  if (reasons.length === 0) return html``
  return html`<h2>Unreadable lines</h2>
    <div class="card">
      <table>
        ${reasons.map(
          ({ reason, count, examples }) =>
            html`<tr>
              <td class="num">${grouped(count)}</td>
              <td>${reason}${lines(examples, undefined)}</td>
            </tr>`,
        )}
      </table>
    </div>`
}

/** Returns the notes that matter for reading the report. */
export function notes({ notes: all }: ReplayReport): Markup {
  return all.length === 0
    ? html``
    : html`<h2>Notes</h2>
        <div class="card">
          <ul class="notes">
            ${all.map((note) => html`<li>${note}</li>`)}
          </ul>
        </div>`
}

/** Returns the section about requests that the policy answers differently from the other policy. */
export function difference({ against, same, different, changes }: ReportedDifference): Markup {
  const total = Math.max(1, same + different)
  return html`<h2>Against ${policyName(against)}<small>${against.fingerprint}</small></h2>
    <div class="card">
      ${different === 0 ? html`<p class="good">No request is answered differently.</p>` : html`<p><b>${grouped(different)}</b> of ${grouped(total)} requests ${different === 1 ? 'is' : 'are'} answered differently (${percent(different / total)}).</p>`}
    </div>
    ${changesMarkup(changes)}`
}

/** Returns the section about what was decided when the log was written, next to what the policy decides now. */
export function asLogged(logged: ReportedLoggedDecisions): Markup {
  const { decisions, different, changes, policies } = logged
  return html`<h2>As logged, and now<small>${grouped(decisions)} decisions</small></h2>
    <div class="card">
      ${different === 0 ? html`<p class="good">No request is answered differently now.</p>` : html`<p><b>${grouped(different)}</b> of ${grouped(decisions)} requests ${different === 1 ? 'is' : 'are'} answered differently now (${percent(different / decisions)}).</p>`}
      ${notesOnLogged(logged).map((note) => html`<p>${note}.</p>`)}
      <table>
        ${policies.map(
          ({ name, fingerprint, decisions: count }) =>
            html`<tr>
              <td class="num">${grouped(count)}</td>
              <td>${name ?? 'a policy without a name'}</td>
              <td><code>${fingerprint}</code></td>
            </tr>`,
        )}
      </table>
    </div>
    ${changesMarkup(changes)}`
}

function changesMarkup(changes: readonly ReportedChange[]): readonly Markup[] {
  return changes.map(
    (change) =>
      html`<article class="card rule change ${change.to.outcome}">
        <header>
          <span class="badge ${change.from.outcome}">${answerWords(change.from)}</span><span class="arrow">→</span
          ><span class="badge ${change.to.outcome}">${answerWords(change.to)}</span
          ><span class="count">${grouped(change.count)}<small>${percent(change.share)}</small></span>
        </header>
        ${groupMarkup(change, change.examples)}
      </article>`,
  )
}
