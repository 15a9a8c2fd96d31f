import type { Explanation, RuleExplanation } from '@tidegate/engine'
import { duration } from '@tidegate/values'
import type { Row } from '../decide/messages.ts'
import { type Child, element } from './dom.ts'

const phaseTitles = {
  block: 'block: any matching rule refuses',
  'allow-only': 'allow only: every rule in force must be met',
  exempt: 'exempt: lifts limits',
  limit: 'limit: all are checked, then all are counted',
} as const

/** Shows why a request was decided as it was: which rule, the state of the limits, and when it may return. */
export function showExplanation(
  row: Row,
  { decision, phases, seen }: Explanation,
  goTo: (file: string, line: number) => void,
): Node {
  const { rule, retryAfterMs, outcome, status, reason, detail } = decision
  const why =
    rule === undefined
      ? outcome === 'pass'
        ? 'no rule refuses it'
        : `${reason.replaceAll('-', ' ')}${detail === undefined ? '' : `: ${detail}`}`
      : `by “${rule.name ?? rule.text}”`
  const again =
    retryAfterMs === undefined
      ? undefined
      : element(
          'p',
          { class: 'again' },
          'May return ',
          element('strong', {}, `in ${duration(retryAfterMs)}`),
          `, at ${clock(row.atMs + retryAfterMs)}.`,
        )
  const verdict = element(
    'p',
    { class: `verdict ${outcome}` },
    element('span', { class: `badge ${outcome}` }, outcome === 'pass' ? 'admitted' : `refused ${status}`),
    ` Request ${(row.index + 1).toLocaleString('en')} at ${clock(row.atMs)}: ${why}.`,
  )
  const facts = element(
    'dl',
    { class: 'seen' },
    ...Object.entries(seen).flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
  )
  const groups = phases
    .filter(({ rules }) => rules.length > 0)
    .map(({ phase, rules }) =>
      element(
        'section',
        { class: 'phase' },
        element('h3', {}, phaseTitles[phase]),
        element('ul', {}, ...rules.map((each) => ruleItem(each, goTo))),
      ),
    )
  const all = document.createDocumentFragment()
  all.append(
    verdict,
    ...(again === undefined ? [] : [again]),
    ...groups,
    element('h3', {}, 'what the policy sees'),
    facts,
  )
  return all
}

function ruleItem(
  { rule, verdict, because, deciding, limit, shadow }: RuleExplanation,
  goTo: (file: string, line: number) => void,
): Node {
  const words =
    verdict === 'held'
      ? rule.kind === 'allow-only'
        ? 'not met'
        : 'applies'
      : verdict === 'did-not-hold'
        ? rule.kind === 'allow-only'
          ? 'met'
          : 'does not apply'
        : verdict.replaceAll('-', ' ')
  return element(
    'li',
    { class: deciding ? 'deciding' : verdict === 'held' ? 'held' : 'idle' },
    element(
      'button',
      { type: 'button', class: 'place', title: 'show in the policy', onclick: () => goTo(rule.file, rule.line) },
      `${rule.file}:${rule.line}`,
    ),
    element('code', {}, rule.text),
    element(
      'span',
      { class: 'because' },
      deciding ? 'decides' : shadow ? `shadow, ${words}` : words,
      ...(because === '' ? [] : [': ', ...withCode(because)]),
    ),
    limit === undefined
      ? undefined
      : element(
          'span',
          { class: 'meter' },
          element('meter', {
            class: limit.remaining === 0 ? 'used-up' : '',
            min: 0,
            max: limit.burst ?? limit.count,
            value: Math.max(0, (limit.burst ?? limit.count) - limit.remaining),
            'aria-label': 'used',
          }),
          ` ${limit.remaining.toLocaleString('en')} of ${(limit.burst ?? limit.count).toLocaleString('en')} left${limit.blocked === true ? ', blocked' : ''}${limit.resetMs > 0 ? `, all again in ${duration(limit.resetMs)}` : ''}`,
        ),
  )
}

/** Returns a sentence with what is in backticks as code. */
function withCode(text: string): readonly Child[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? element('code', {}, part) : part))
}

/** Returns the time of day in UTC, with milliseconds where there are any. */
export function clock(ms: number): string {
  return `${new Date(ms)
    .toISOString()
    .slice(11, 23)
    .replace(/\.000$/, '')} UTC`
}
