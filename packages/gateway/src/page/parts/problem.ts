import { html, type Markup } from '@tidegate/markup'
import { prose } from './prose.ts'
import type { OperatorProblem } from '../../operator/operator-result.ts'

/** Why something could not be done, with the place of each error, and what to do. */
export function problemMark({ message, help, text, diagnostics = [] }: OperatorProblem): Markup {
  return html`<div class="problem" role="alert">
    <p><strong>${prose(message)}</strong></p>
    ${help === undefined ? undefined : html`<p>${prose(help)}</p>`}
    ${
      text !== undefined
        ? html`<pre>${text}</pre>`
        : diagnostics.length === 0
          ? undefined
          : html`<ul>
              ${diagnostics.map((each) => html`<li><span class="where">${each.place.line}:${each.place.column}</span> ${each.message} <span class="quiet">${each.code}</span>${each.help === undefined ? undefined : html`<br />${each.help}`}</li>`)}
            </ul>`
    }
  </div>`
}
