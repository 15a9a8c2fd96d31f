import { type Answer, type Decided, outcomeNames, type Question, type Row } from '../decide/messages.ts'
import { byId, element } from './dom.ts'
import { drawTimeline, timeAt } from './draw-timeline.ts'
import { clock, showExplanation } from './show-explanation.ts'

/** The part of the page that shows how requests were decided, and why. */
export interface DecisionsPane {
  /** Shows the decisions about all requests, and explains one. */
  readonly show: (decided: Decided) => void
  readonly showProgress: (share: number) => void
  readonly showRows: (rows: readonly Row[]) => void
  readonly explain: (explained: Extract<Answer, { readonly kind: 'explained' }>) => void
  /** Shows why there are no decisions. */
  readonly fail: (message: string) => void
  /** Shows that the decisions are those of an earlier version, because the present one has errors. */
  readonly outdate: (message: string) => void
  /** Lets the next decisions begin with the first refusal. */
  readonly reset: () => void
}

/** What the pane needs of the page. */
export interface DecisionsPaneHost {
  readonly ask: (
    question:
      | Pick<Extract<Question, { kind: 'explain' }>, 'kind' | 'index'>
      | Pick<Extract<Question, { kind: 'rows' }>, 'kind' | 'from' | 'to'>,
  ) => void
  /** Shows a place in a file. Line and character are from 0. */
  readonly goTo: (file: string, line: number, character: number) => void
}

const rowsShown = 60
const verbs = { pass: 'admitted', limit: 'limited', block: 'blocked' } as const
const written = (count: number): string => count.toLocaleString('en')

/** Fills the panes of decisions and of their reasons, and listens to them. */
export function createDecisionsPane({ ask, goTo }: DecisionsPaneHost): DecisionsPane {
  const slider = byId<HTMLInputElement>('clock')
  const progress = byId<HTMLProgressElement>('progress')
  let decided: Decided | undefined
  let chosen = 0
  let rows: readonly Row[] = []
  let rowsFrom = -1

  /** Moves the clock to a request, and explains it. */
  function choose(index: number): void {
    if (decided === undefined) return
    const { times, outcomes } = decided
    chosen = Math.max(0, Math.min(index, times.length - 1))
    slider.value = String(chosen)
    draw()
    if (times.length === 0) {
      byId('until').textContent = ''
      byId('rows').replaceChildren()
      byId('explanation').replaceChildren()
      return
    }
    const counts = [0, 0, 0]
    for (let at = 0; at <= chosen; at++) counts[outcomes[at]!]!++
    const text = `${clock(times[chosen]!)}: ${outcomeNames.map((name, kind) => `${written(counts[kind]!)} ${verbs[name]}`).join(', ')}`
    byId('until').textContent = text
    slider.setAttribute('aria-valuetext', text)
    if (rowsFrom < 0 || chosen < rowsFrom || chosen >= rowsFrom + rowsShown) {
      rowsFrom = Math.max(0, Math.min(chosen - rowsShown / 2, times.length - rowsShown))
      ask({ kind: 'rows', from: rowsFrom, to: rowsFrom + rowsShown })
    } else showRows()
    ask({ kind: 'explain', index: chosen })
  }

  function draw(): void {
    const box = byId('timeline')
    if (decided !== undefined) box.replaceChildren(drawTimeline(decided, Math.max(280, box.clientWidth), chosen))
  }

  function showRows(): void {
    const list = byId('rows')
    list.replaceChildren(...rows.map((row) => rowOf(row, row.index === chosen, () => choose(row.index))))
    const active = document.getElementById(`row-${chosen}`)
    if (active === null) return
    list.setAttribute('aria-activedescendant', active.id)
    list.scrollTop = active.offsetTop - list.clientHeight / 2
  }

  slider.addEventListener('input', () => choose(Number(slider.value)))
  byId('rows').addEventListener('keydown', (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key]
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? Infinity : by === undefined ? undefined : chosen + by
    if (to === undefined) return
    event.preventDefault()
    choose(to)
  })
  byId('timeline').addEventListener('click', (event) => {
    if (decided === undefined || decided.times.length === 0) return
    const { left, width } = byId('timeline').getBoundingClientRect()
    const { times } = decided
    const ms = timeAt(times, width, event.clientX - left)
    const after = times.findIndex((each) => each > ms)
    choose(after < 0 ? times.length - 1 : after - 1)
  })
  new ResizeObserver(draw).observe(byId('timeline'))

  return {
    show: (answer) => {
      decided = answer
      progress.hidden = true
      byId('decisions').classList.remove('stale')
      showReading(answer)
      showRefusals(answer, choose)
      const { times, outcomes } = answer
      slider.max = String(Math.max(0, times.length - 1))
      slider.disabled = times.length === 0
      if (chosen >= times.length || chosen === 0)
        chosen = Math.max(
          0,
          outcomes.findIndex((outcome) => outcome !== 0),
        )
      rowsFrom = -1
      choose(chosen)
    },
    showProgress: (share) => {
      progress.hidden = false
      progress.value = share
    },
    showRows: (given) => {
      rows = given
      showRows()
    },
    explain: ({ index, row, explanation }) => {
      progress.hidden = true
      if (index !== chosen) return
      byId('explanation').replaceChildren(showExplanation(row, explanation, (file, line) => goTo(file, line - 1, 0)))
    },
    fail: (message) => {
      progress.hidden = true
      byId('summary').textContent = `This cannot be decided: ${message}`
    },
    outdate: (message) => {
      byId('summary').textContent = message
      byId('decisions').classList.add('stale')
    },
    reset: () => {
      chosen = 0
    },
  }
}

/** Shows what was read of the requests' text. */
function showReading({ form, times, unread, problems }: Decided): void {
  byId('form').textContent =
    `${form}: ${written(times.length)} requests${unread > 0 ? `, ${written(unread)} lines not read` : ''}`
  byId('problems').replaceChildren(
    ...problems.map(({ line, message }) =>
      element('li', {}, line === undefined ? message : `line ${line}: ${message}`),
    ),
  )
}

/** Shows how many requests were refused, and by which rules; each links to its first refusal. */
function showRefusals({ times, outcomes, refusals }: Decided, choose: (index: number) => void): void {
  const refused = outcomes.reduce((sum, outcome) => sum + (outcome === 0 ? 0 : 1), 0)
  const share = ((100 * refused) / times.length).toLocaleString('en', { maximumFractionDigits: 1 })
  byId('summary').textContent =
    times.length === 0
      ? 'No requests yet: type some, or paste a log.'
      : `${written(times.length - refused)} admitted, ${written(refused)} refused (${share} %)`
  byId('rules').replaceChildren(
    ...refusals.map(({ rule, count, first }) =>
      element(
        'li',
        {},
        element(
          'button',
          { type: 'button', class: 'link', onclick: () => choose(first) },
          `${written(count)} by “${rule.name ?? rule.text}”`,
        ),
      ),
    ),
  )
}

function rowOf(row: Row, isChosen: boolean, onclick: () => void): HTMLLIElement {
  const { index, atMs, method, target, address, agent, user, outcome, status, rule } = row
  return element(
    'li',
    { id: `row-${index}`, role: 'option', 'aria-selected': isChosen ? 'true' : 'false', class: outcome, onclick },
    element('span', { class: 'time' }, clock(atMs).slice(0, -4)),
    element('span', { class: `badge ${outcome}` }, outcome === 'pass' ? 'pass' : String(status)),
    element('span', { class: 'request' }, `${address} ${method} ${target}`),
    element('span', { class: 'by' }, rule ?? user ?? agent ?? ''),
  )
}
