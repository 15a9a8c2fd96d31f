import { html, type Markup } from '@tidegate/markup'
import { assetPath } from './assets/assets.ts'
import { hidden } from './parts/forms.ts'
import { link } from './parts/links.ts'
import type { Session } from './session/sessions.ts'
import type { Part, View } from './view.ts'

/** What is around a view. */
export interface Frame {
  /** Path of the page, to mark it in the menu. */
  readonly path: string
  /** Absent before a person has logged in: then there is neither a menu nor a search. */
  readonly session?: Session
  /** Whether there is something to log out from. */
  readonly canLogOut: boolean
  readonly state?: Part
  /** The result of the last change. */
  readonly message?: string
  /** The stream that keeps this page current; absent for pages that do not change. */
  readonly live?: string
  /** For browsers without scripts: the number of seconds after which the page is loaded again. */
  readonly refreshSeconds?: number
  /** The address of this page with such a refresh. */
  readonly refreshHref?: string
}

const menu: readonly (readonly [path: string, label: string])[] = [
  ['', 'Overview'],
  ['/refusals', 'Refusals'],
  ['/rules', 'Rules'],
  ['/limits', 'Limits'],
  ['/added-rules', 'Added rules'],
  ['/lists', 'Lists'],
  ['/reloads', 'Reloads'],
  ['/changes', 'Changes'],
]

/** Returns the whole document of a view. */
export function renderDocument(view: View, frame: Frame): string {
  const { session, live, message, refreshSeconds } = frame
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        ${refreshSeconds === undefined ? undefined : html`<meta http-equiv="refresh" content="${refreshSeconds}" />`}
        <title>${view.title} – Tidegate</title>
        <link rel="icon" href="${assetPath('icon.svg')}" />
        <link rel="stylesheet" href="${assetPath('style.css')}" />
        <script src="${assetPath('script.js')}" defer></script>
      </head>
      <body data-live="${live ?? ''}">
        <a class="skip" href="#main">Skip to the content</a>
        ${session === undefined ? html`<header><div class="top">${brand}</div></header>` : head(frame)}
        <main id="main" tabindex="-1">
          <h1>${view.title}</h1>
          ${message === undefined ? undefined : html`<p class="done" role="status">${message}</p>`}
          ${view.parts.map(partMarkup)}
        </main>
        ${session === undefined ? undefined : foot(session, frame)}
      </body>
    </html> `
  return markup
}

const brand = html`<a class="brand" href="${link('')}"
  ><img src="${assetPath('icon.svg')}" alt="" width="20" height="20" />Tidegate</a
>`

function head({ path, state }: Frame): Markup {
  return html`<header>
    <div class="top">
      ${brand}
      <form class="find" role="search" aria-label="Whole gateway" action="${link('/find')}">
        <label class="unseen" for="q">Reference, address, user or rule</label>
        <input
          id="q"
          name="q"
          type="search"
          placeholder="Reference, address, user or rule"
          autocomplete="off"
          spellcheck="false"
          maxlength="400"
        />
        <button>Find</button>
      </form>
    </div>
    <nav aria-label="Pages">
      <ul>
        ${menu.map(
          ([to, label]) =>
            html`<li>
              <a href="${link(to)}" ${isCurrent(to, path) ? html`aria-current="page"` : undefined}>${label}</a>
            </li>`,
        )}
      </ul>
    </nav>
    ${state === undefined ? undefined : partMarkup(state)}
  </header>`
}

function isCurrent(to: string, path: string): boolean {
  return to === '' ? path === '' : path === to || path.startsWith(`${to}/`)
}

/** The place of a part. The script replaces what is in it. */
function partMarkup({ id, markup }: Part): Markup {
  return html`<div data-part="${id}">${markup}</div>`
}

function foot({ person, formToken }: Session, { canLogOut, live, refreshHref }: Frame): Markup {
  return html`<footer>
    <p>
      Times are in UTC.
      ${person.name === 'local' ? 'Open to this machine, without a token.' : `You are ${person.name}${person.mayChange ? '' : ', and may look, not change'}.`}
    </p>
    ${live === undefined ? undefined : html`<p id="live" role="status"></p>`}
    ${
      refreshHref === undefined
        ? undefined
        : html`<noscript
            ><p>
              Without scripts, this page stays as it is: <a href="${refreshHref}">load it again every 30 seconds</a>.
            </p></noscript
          >`
    }
    ${canLogOut ? html`<form class="inline" method="post" action="${link('/log-out')}">${hidden({ token: formToken })}<button>Log out</button></form>` : undefined}
  </footer>`
}
