import { html, type Markup } from '@tidegate/markup'
import { hidden } from '../parts/forms.ts'
import { link } from '../parts/links.ts'
import type { View } from '../view.ts'

/** A page with one message. */
export function messageView(status: number, title: string, content: Markup): View {
  return { title, status, parts: [{ id: 'message', markup: html`<div class="card">${content}</div>` }] }
}

/** The page for an address that does not exist. */
export function missingView(): View {
  return messageView(404, 'There is no such page', html`<p><a href="${link('')}">To the overview</a></p>`)
}

/** The answer to a form that another site sent. */
export const foreignView: View = messageView(
  403,
  'Nothing was changed',
  html`<p>
    This form was not sent by this page, but by another site in your browser. If a proxy is between you and the gateway,
    it has to pass on <code>Host</code> as you typed it.
  </p>`,
)

/** The answer to a form whose session has ended. */
export const expiredView: View = messageView(
  403,
  'Nothing was changed',
  html`<p>
    This form is too old: the session has ended, or the gateway was started again.
    <a href="${link('')}">Start again</a>.
  </p>`,
)

/** The answer to a change that a person may not make. */
export const readOnlyView: View = messageView(403, 'Nothing was changed', html`<p>Your token may look, not change.</p>`)

/** The answer to a request with another method than a page has. */
export const methodView: View = messageView(
  405,
  'Not possible',
  html`<p>Pages are read with GET; forms are sent with POST.</p>`,
)

/** The answer to a body that is not a form. */
export const notAFormView: View = messageView(
  415,
  'Nothing was changed',
  html`<p>This is not a form of this page, or it is too long.</p>`,
)

/** The form with which a person enters; `problem` is why the last attempt failed. */
export function loginView(next: string, problem?: string): View {
  return {
    title: 'Log in',
    status: problem === undefined ? 200 : 403,
    parts: [
      {
        id: 'log-in',
        markup: html`<form class="card stacked" method="post" action="${link('/log-in')}">
          ${hidden({ next })}
          ${problem === undefined ? undefined : html`<p class="problem" role="alert">${problem}</p>`}
          <label class="field"
            ><span>Token</span> <input type="password" name="token" autocomplete="current-password" required autofocus
          /></label>
          <p class="quiet">One of those in <code>serve.adminToken</code>.</p>
          <button class="primary">Log in</button>
        </form>`,
      },
    ],
  }
}
