import { html } from '@tidegate/markup'
import { parseIpEntry } from '@tidegate/values'
import { link, linkTo } from '../parts/links.ts'
import type { Scene, View } from '../view.ts'
import { messageView } from './messages.ts'
import { viewOfAnswer } from './refusal.ts'

/** Where a search leads to: the address of a page, or the answer itself. */
export type Found = { readonly kind: 'at'; readonly href: string } | { readonly kind: 'view'; readonly view: View }

/** Finds what a person pasted: the reference of a refusal, an address or network, the name or place of a rule, or a user. */
export function find(scene: Scene): Found {
  const { operator, query } = scene
  const text = (query.get('q') ?? '').trim()
  if (text === '') return { kind: 'at', href: link('/refusals') }
  if (parseIpEntry(text).kind !== 'invalid') return { kind: 'at', href: link('/refusals', { ip: text }) }
  const answer = operator.why(text)
  if (answer.kind === 'found') return { kind: 'at', href: linkTo('/refusals', answer.refusal.id) }
  for (const name of ['rule', 'user'] as const)
    if (operator.refusals({ [name]: text, max: 1 }).length > 0)
      return { kind: 'at', href: link('/refusals', { [name]: text }) }
  if (answer.kind !== 'not-an-id') return { kind: 'view', view: viewOfAnswer(answer, scene) }
  return {
    kind: 'view',
    view: messageView(
      404,
      'Nothing found',
      html`<p>Nothing that is remembered has <span class="mono">${text}</span>. You can search for:</p>
        <ul>
          <li>the reference on the page that a refused client saw, such as <span class="mono">k3J9x-2Qa</span></li>
          <li>
            an address or a network, such as <span class="mono">203.0.113.9</span> or
            <span class="mono">2001:db8::/48</span>
          </li>
          <li>a user by its id, and a rule by its name or place, such as <span class="mono">site.policy:3</span></li>
        </ul>
        <p>
          A client that was never refused is not remembered.
          <a href="${link('/limits')}">Look at its counters</a> instead.
        </p>`,
    ),
  }
}
