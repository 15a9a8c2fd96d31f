import { html, type Markup } from '@tidegate/markup'
import { type Change, fieldsOf, spans } from '../change/change.ts'
import type { Scene } from '../view.ts'
import { link } from './links.ts'

/** Hidden fields of a form. */
export function hidden(fields: Readonly<Record<string, string | undefined>>): Markup {
  return html`${Object.entries(fields).map(([name, value]) =>
    value === undefined ? html`` : html`<input type="hidden" name="${name}" value="${value}" />`,
  )}`
}

/**
 * A button that leads to the confirmation of a change; nothing for a person who may only read. `about` completes the label for those who hear it without
 * its row.
 */
export function changeButton(scene: Scene, change: Change, label: string, about: string): Markup {
  if (!scene.person.mayChange) return html``
  return html`<form class="inline" action="${link('/change')}">
    ${hidden({ ...fieldsOf(change), back: scene.here })}<button aria-label="${label} ${about}">${label}</button>
  </form>`
}

/** A text field with its label. */
export function field(
  name: string,
  label: string,
  value: string | null,
  attributes: { readonly hint?: string; readonly width?: 'wide' } = {},
): Markup {
  const { hint, width } = attributes
  return html`<label class="field ${width ?? ''}"
    ><span>${label}</span>
    <input
      name="${name}"
      value="${value ?? ''}"
      placeholder="${hint ?? ''}"
      autocomplete="off"
      spellcheck="false"
      maxlength="2000"
  /></label>`
}

/** A choice of how long something lasts. */
export function spanField(chosen: string | null): Markup {
  return html`<label class="field"
    ><span>For how long</span>
    <select name="for">
      ${spans.map(([value, label]) => html`<option value="${value}" ${value === (chosen ?? '1h') ? html`selected` : undefined}>${label}</option>`)}
    </select></label
  >`
}

/** A choice of a site, if there are several; `all` is the label of the choice of none. */
export function siteField({ operator, query }: Pick<Scene, 'operator' | 'query'>, all: string | undefined): Markup {
  const { sites } = operator.status()
  if (sites.length < 2) return html``
  return html`<label class="field"
    ><span>Site</span>
    <select name="site">
      ${all === undefined ? undefined : html`<option value="">${all}</option>`}${sites.map(
        ({ site }) =>
          html`<option value="${site}" ${site === query.get('site') ? html`selected` : undefined}>${site}</option>`,
      )}
    </select></label
  >`
}
