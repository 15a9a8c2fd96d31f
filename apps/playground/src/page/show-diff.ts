import {
  type DecisionClass,
  type DiffWitness,
  type LimitClass,
  limitWords,
  type Outcome,
  type PolicyDiff,
} from '@tidegate/analysis'
import { element } from './dom.ts'

const maxShown = 20

/** Shows what a policy decides differently from the version that was opened, newly admitted requests first, each with a request that shows it. */
export function showDiff(
  { answer, classes, limits, notes, unsettled, more }: PolicyDiff,
  tryOut: (witness: DiffWitness) => void,
): Node {
  const all = document.createDocumentFragment()
  const heading =
    answer === 'equal'
      ? 'Proved: both versions decide every request the same.'
      : answer === 'not-settled'
        ? 'No difference was found, but not everything could be analysed.'
        : 'These requests are decided differently:'
  all.append(element('p', { class: `answer ${answer}` }, heading))
  const list = (title: string, items: readonly Node[]): void => {
    if (items.length === 0) return
    const rest = items.length - maxShown
    all.append(
      element('h3', {}, title),
      element(
        'ul',
        { class: 'classes' },
        ...items.slice(0, maxShown),
        rest > 0 ? element('li', {}, `and ${rest} more`) : undefined,
      ),
    )
  }
  const classItem = (each: DecisionClass): Node =>
    item(each, `${outcomeWords(each.from)} → ${outcomeWords(each.to)}`, tryOut)
  list('now admits', classes.filter(({ to }) => to.kind === 'pass').map(classItem))
  list('now refuses', classes.filter(({ from }) => from.kind === 'pass').map(classItem))
  list(
    'refuses in another way',
    classes.filter(({ from, to }) => from.kind !== 'pass' && to.kind !== 'pass').map(classItem),
  )
  list(
    'limited differently',
    limits.map((each) =>
      item(
        each,
        `“${each.limit}”: ${terms(each.before)} → ${terms(each.after)}${each.change === undefined ? '' : ` (${each.change})`}`,
        tryOut,
      ),
    ),
  )
  list(
    'decides nothing',
    notes.map(({ text, where }) => element('li', {}, [...where, text].join(', '))),
  )
  list(
    'not settled',
    unsettled.map(({ text, why }) => element('li', {}, `${text}: ${why.replaceAll('-', ' ')}`)),
  )
  if (more > 0) all.append(element('p', {}, `and ${more} more`))
  return all
}

function item(
  { where, all, witness }: Pick<DecisionClass, 'where' | 'all' | 'witness'>,
  change: string,
  tryOut: (witness: DiffWitness) => void,
): Node {
  const words = where.length === 0 ? 'all requests' : where.join(', ')
  const { method, target, ip, peer } = witness.request
  return element(
    'li',
    {},
    element('strong', {}, all ? words : `${words} (if no other rule decides)`),
    `: ${change}`,
    element('br'),
    element(
      'button',
      { type: 'button', class: 'link', onclick: () => tryOut(witness) },
      `try ${method} ${String(target).slice(0, 80)} from ${ip ?? peer ?? '?'}`,
    ),
  )
}

function terms(limit: LimitClass['before']): string {
  return limit === undefined ? 'not counted' : limitWords(limit)
}

function outcomeWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'pass':
      return 'admitted'
    case 'fact-missing':
      return 'refused 503, a required fact is missing'
    case 'block':
      return `refused ${outcome.status}`
  }
}
