import type { KeyText, RuleRef } from '@tidegate/engine'
import { html, type Markup } from '@tidegate/markup'
import type { SiteRefusal } from '../../operator/refusal-answers.ts'
import { link, linkTo } from './links.ts'

/** The kind of a rule as policies write it. */
export function kindWords(kind: RuleRef['kind']): string {
  return kind === 'allow-only' ? 'allow only' : kind
}

/** The name of a rule, or its place; for a rule that an operator added, its id. */
export function nameOf({ name, file, line }: RuleRef): string {
  const [, added] = /^\(tightening (.+)\)$/.exec(file) ?? []
  return name ?? (added === undefined ? `${file}:${line}` : `added rule ${added}`)
}

/** A rule by its name and place, with a link to what it refused. */
export function ruleMark(rule: RuleRef, site?: string): Markup {
  const { kind, file, line } = rule
  return html`<span class="badge ${toneOf(kind)}">${kindWords(kind)}</span>
    <a href="${link('/refusals', { site, rule: `${file}:${line}` })}">${nameOf(rule)}</a>
    ${placeMark(rule)}`
}

/** Where a rule is, next to its name; nothing if the place is the name. */
export function placeMark({ name, file, line }: RuleRef): Markup | undefined {
  return name === undefined ? undefined : html`<span class="where">${file}:${line}</span>`
}

/** The colour of a rule: limits, and all others. */
export function toneOf(kind: RuleRef['kind']): 'limit' | 'block' | 'pass' {
  if (kind === 'exempt') return 'pass'
  return kind === 'limit' ? 'limit' : 'block'
}

/** Why a refusal was refused: its rule, or what was wrong with the request. */
export function causeMark({ rule, reason, detail, site }: SiteRefusal): Markup {
  if (rule !== undefined) return ruleMark(rule, site)
  return html`<span class="badge block">before any rule</span>
    ${reason.replaceAll('-', ' ')}${detail === undefined ? '' : `: ${detail}`}`
}

/** An address of a client, with a link to its refusals. */
export function addressMark(ip: string | undefined): Markup {
  return ip === undefined
    ? html`<span class="quiet">unknown</span>`
    : html`<a class="mono" href="${link('/refusals', { ip })}">${ip}</a>`
}

/** The id of a refusal, with a link to what is known about it. */
export function idMark(id: string): Markup {
  return html`<a class="mono id" href="${linkTo('/refusals', id)}">${id}</a>`
}

/** The parts of a counter's key: `ip 203.0.113.9`. */
export function keyMark(key: readonly KeyText[]): Markup {
  if (key.length === 0) return html`<span class="quiet">in total</span>`
  return html`${key.map(
    ({ part, value }, at) =>
      html`${at === 0 ? '' : ', '}<span class="quiet">${part}</span> <span class="mono">${value}</span>`,
  )}`
}

/** Method and path of a request. */
export function requestMark({ method, path, host }: Pick<SiteRefusal, 'method' | 'path' | 'host'>): Markup {
  return html`<span class="mono">${method} ${path}</span
    >${host === undefined ? undefined : html` <span class="quiet">${host}</span>`}`
}
