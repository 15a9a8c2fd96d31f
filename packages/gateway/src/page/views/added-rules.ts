import { html, type Markup } from '@tidegate/markup'
import type { OperatorProblem } from '../../operator/operator-result.ts'
import type { Tightening } from '../../operator/tightening.ts'
import { changeButton, field, hidden, siteField, spanField } from '../parts/forms.ts'
import { link } from '../parts/links.ts'
import { problemMark } from '../parts/problem.ts'
import { section } from '../parts/section.ts'
import { table } from '../parts/table.ts'
import { duration, time } from '../parts/units.ts'
import type { Scene, View } from '../view.ts'

/** The temporary rules of operators, and the form that adds one. `problem` is why the last one could not be added. */
export function addedRulesView(scene: Scene, problem?: OperatorProblem): View {
  const added = scene.operator.tightenings.list()
  return {
    title: 'Added rules',
    ...(problem !== undefined && { status: 422 }),
    parts: [
      section({
        id: 'added',
        title: 'Temporary rules',
        note: 'they refuse more, end by themselves, and are not written to the policy file',
        content: addedRulesTable(added, scene),
      }),
      ...(scene.person.mayChange ? [{ id: 'add', markup: addForm(scene, problem) }] : []),
    ],
  }
}

function addForm(scene: Scene, problem: OperatorProblem | undefined): Markup {
  const { query } = scene
  return html`<section id="add" aria-labelledby="add-title">
    <div class="heading"><h2 id="add-title">Add a rule</h2></div>
    ${problem === undefined ? undefined : problemMark(problem)}
    <form class="fields" action="${link('/change')}">
      ${hidden({ do: 'tighten', back: `${link('/added-rules')}` })}
      ${field('statement', 'A block, allow only or limit statement', query.get('statement'), { hint: 'limit 10 per minute per ip', width: 'wide' })}
      ${spanField(query.get('for'))} ${siteField(scene, undefined)}
      <button>Look at it first</button>
    </form>
  </section>`
}

/** A table of added rules with the time that they have left. */
export function addedRulesTable(added: readonly Tightening[], scene: Scene): Markup {
  const { nowMs } = scene
  return table({
    caption: 'Temporary rules of operators',
    columns: [
      { label: 'Rule' },
      { label: 'By' },
      { label: 'Left' },
      { label: 'State' },
      { label: 'Action', kind: 'action' },
    ],
    rows: added.map((each) => [
      html`<code>${each.statement}</code> <span class="tag">${each.site}</span>`,
      html`${each.by}, ${time(each.sinceMs, nowMs)}`,
      html`${duration(each.untilMs - nowMs)}`,
      each.problem === undefined
        ? html`in force`
        : html`<strong class="warning">not in force: ${each.problem}</strong>`,
      changeButton(scene, { kind: 'undo', id: each.id }, 'Undo', each.statement),
    ]),
    empty: html`<p>
      No rule was added. In an attack, add one here, such as <code>limit 10 per minute per ip</code>, for an hour: it is
      in force at once, and ends by itself.
    </p>`,
  })
}
