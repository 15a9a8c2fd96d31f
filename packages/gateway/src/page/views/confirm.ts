import { html, type Markup } from '@tidegate/markup'
import type { OperatorProblem } from '../../operator/operator-result.ts'
import type { Subject } from '../../operator/counter-operations.ts'
import { type Change, fieldsOf } from '../change/change.ts'
import { subjectWords } from '../change/done-words.ts'
import { hidden } from '../parts/forms.ts'
import { backTo, link } from '../parts/links.ts'
import { keyMark, nameOf } from '../parts/marks.ts'
import { problemMark } from '../parts/problem.ts'
import { table } from '../parts/table.ts'
import { duration } from '../parts/units.ts'
import type { Scene, View } from '../view.ts'
import { leftMark } from './refusal.ts'

/** Asks whether a change is to be made, and says what it does. Nothing is changed by this page. */
export async function confirmView(scene: Scene, change: Change, formToken: string): Promise<View> {
  const { title, what, verb } = wordsOf(change, scene)
  const back = backTo(scene.query.get('back') ?? undefined)
  const affected = 'subject' in change ? await affectedBy(change.subject, scene) : undefined
  const isPossible = affected === undefined || affected.kind === 'states'
  return {
    title,
    ...(!isPossible && { status: 422 }),
    parts: [
      {
        id: 'confirm',
        markup: html`<div class="card">
          <p>${what}</p>
          ${affected?.markup}
          <div class="actions">
            ${
              isPossible
                ? html`<form method="post" action="${link('/change')}">
                    ${hidden({ ...fieldsOf(change), back, token: formToken })}<button
                      class="${change.kind === 'block' ? 'danger' : 'primary'}"
                    >
                      ${verb}
                    </button>
                  </form>`
                : undefined
            }
            <a class="button" href="${back}">Cancel</a>
          </div>
        </div>`,
      },
    ],
  }
}

interface Words {
  readonly title: string
  readonly what: Markup
  readonly verb: string
}

function wordsOf(change: Change, { operator }: Scene): Words {
  switch (change.kind) {
    case 'reset':
      return {
        title: `Unblock ${subjectWords(change.subject)}?`,
        what: html`The counters below are set to zero, and blocks of these limits end. The client can send requests at
        once.`,
        verb: 'Yes, unblock',
      }
    case 'block':
      return {
        title: `Block ${subjectWords(change.subject)} for ${duration(change.forMs)}?`,
        what: html`The limits below refuse this client for ${duration(change.forMs)}, whatever it has sent. You can end
        that at any time.`,
        verb: 'Yes, block',
      }
    case 'unblock':
      return {
        title: `End the block of ${subjectWords(change.subject)}?`,
        what: html`The block that an operator made ends now. What the client has sent still counts.`,
        verb: 'Yes, end the block',
      }
    case 'tighten':
      return {
        title: `Add this rule for ${duration(change.forMs)}?`,
        what: html`<code>${change.statement}</code> is in force at
          once${change.site === undefined ? '' : ` for ${change.site}`}, refuses requests that the policy admits, and
          ends by itself after ${duration(change.forMs)}. You can undo it at any time.`,
        verb: 'Yes, add it',
      }
    case 'undo': {
      const added = operator.tightenings.list().find(({ id }) => id === change.id)
      return {
        title: 'Undo this rule?',
        what: html`<code>${added?.statement ?? change.id}</code> is no longer in force after this.`,
        verb: 'Yes, undo it',
      }
    }
    case 'reload':
      return {
        title: 'Reload all policies?',
        what: html`All policies, their lists and the certificate are read again. A policy with an error is refused, and
        the present one stays in force. Counts are kept.`,
        verb: 'Yes, reload',
      }
  }
}

type Affected = { readonly kind: 'states' | 'problem'; readonly markup: Markup }

async function affectedBy(subject: Subject, { operator }: Scene): Promise<Affected> {
  const shown = await operator.counters.show(subject)
  if (shown.kind === 'problem') return { kind: 'problem', markup: problemMark(shown.problem) }
  return {
    kind: 'states',
    markup: table({
      caption: 'Counters that this changes',
      columns: [{ label: 'Limit' }, { label: 'Counted for' }, { label: 'Left now', kind: 'number' }],
      rows: shown.value.map((state) => [
        html`${nameOf(state.limit.rule)} <code>${state.limit.rule.text}</code>`,
        keyMark(state.key),
        leftMark(state.limit),
      ]),
      empty: html`<p>No limit counts for this client.</p>`,
    }),
  }
}

/** Says why a change could not be made. */
export function problemView(problem: OperatorProblem, back: string): View {
  return {
    title: 'Nothing was changed',
    status: problem.code === 'not-found' ? 404 : 422,
    parts: [
      {
        id: 'problem',
        markup: html`${problemMark(problem)}
          <p><a class="button" href="${backTo(back)}">Back</a></p>`,
      },
    ],
  }
}
