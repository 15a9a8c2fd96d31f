import { controlsIn, runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes as Tree, parse } from 'parse5'
import { describe, expect, it } from 'vitest'
import { createSampleOperator } from '../../testing/sample-operator.ts'
import { readChange } from '../change/change.ts'
import { renderDocument } from '../frame.ts'
import { link } from '../parts/links.ts'
import { createTrends } from '../parts/trends.ts'
import { pagePaths, routeOf } from '../routes.ts'
import type { Scene, View } from '../view.ts'
import { addedRulesView } from './added-rules.ts'
import { confirmView, problemView } from './confirm.ts'
import { find } from './find.ts'
import { loginView } from './messages.ts'
import { stateLine } from './state.ts'

const nowMs = Date.UTC(2026, 10, 30, 12)

/** Texts with which markup, attributes, addresses and terminals are attacked. */
const attacks = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' autofocus onfocus='alert(1)",
  'javascript:alert(1)',
  '//evil.example/',
  '</title><svg onload=alert(1)>',
  '--><!--<![CDATA[',
  '{{7*7}}${7*7}`',
  '&lt;b&gt;&amp;#60;',
  'a\u0000b\u001B[31m\u202Ec\u2028d\nevent: ended\n\ndata: x',
  '\uD800lone',
  '../../healthz?x=#y',
]

/** Any text, with all code units. WHY not `fc.string`: its unit `binary` takes seconds to prepare. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1 })
  .map((units) => String.fromCharCode(...units))
  .filter((text) => text.trim() !== '')

/** All documents that have texts of others, with these texts: from the operator's service, and from the query. */
async function documentsWith(
  text: string,
  readOnly = false,
): Promise<readonly { readonly of: string; readonly html: string }[]> {
  const operator = createSampleOperator(() => text, nowMs)
  const trends = createTrends(operator, () => nowMs)
  trends.sample()
  const query = new URLSearchParams(
    ['q', 'ip', 'user', 'rule', 'limit', 'statement', 'before', 'back', `key.${text}`].map((name) => [name, text]),
  )
  const scene: Scene = {
    operator,
    trends,
    nowMs,
    person: { name: text, mayChange: !readOnly },
    query,
    here: link('/limits', { ip: text }),
  }
  const problem = { code: 'invalid', message: text, help: text } as const
  const changes = ['reset', 'block', 'unblock', 'tighten', 'undo', 'reload'].map((kind) => {
    const change = readChange(new URLSearchParams([...query, ['do', kind], ['id', text]]))
    if (typeof change === 'string') throw new Error(change)
    return change
  })
  const found = find({
    ...scene,
    operator: { ...operator, refusals: () => [], why: () => ({ kind: 'not-an-id', text }) },
  })
  const views: readonly (readonly [string, View])[] = [
    ...(await Promise.all(pagePaths.map(async (path) => [path, await routeOf(path)!.render(scene, '')] as const))),
    ...(await Promise.all(
      ['several', 'unknown', 'not-an-id', 'found'].map(
        async (id) => [id, await routeOf(`/refusals/${id}`)!.render(scene, id)] as const,
      ),
    )),
    ...(await Promise.all(
      changes.map(async (change) => [change.kind, await confirmView(scene, change, text)] as const),
    )),
    [
      'missing limit',
      await routeOf('/limits')!.render({ ...scene, query: new URLSearchParams({ limit: 'missing' }) }, ''),
    ],
    ['problem', problemView(problem, text)],
    ['not added', addedRulesView(scene, problem)],
    ['log in', loginView(text, text)],
    ...(found.kind === 'view' ? [['find', found.view] as const] : []),
  ]
  return views.map(([of, view]) => ({
    of,
    html: renderDocument(view, {
      path: '',
      session: { id: 'x', person: scene.person, formToken: text },
      canLogOut: true,
      state: stateLine(scene),
      message: text,
      live: link('/live', { of: text }),
      refreshHref: link('', { refresh: text }),
    }),
  }))
}

/** The names of all elements and attributes of a document, in their order. */
function structureOf(html: string): readonly string[] {
  const names: string[] = []
  const walk = (node: Tree.Node): void => {
    names.push('attrs' in node ? `${node.tagName}[${node.attrs.map(({ name }) => name).join()}]` : node.nodeName)
    if ('childNodes' in node) for (const child of node.childNodes) walk(child)
  }
  walk(parse(html))
  return names.filter((name) => name !== '#text')
}

/** The addresses to which a document leads, or from which it loads. */
function addressesOf(html: string): readonly string[] {
  const found: string[] = []
  const walk = (node: Tree.Node): void => {
    if ('attrs' in node)
      for (const { name, value } of node.attrs)
        if (['href', 'src', 'action', 'formaction', 'data-live'].includes(name)) found.push(value)
    if ('childNodes' in node) for (const child of node.childNodes) walk(child)
  }
  walk(parse(html))
  return found
}

describe('texts of clients, policies and operators', () => {
  it('never become markup: with any text, every document has the same elements and attributes', async () => {
    const plain = await documentsWith('plain')
    const structures = new Map(plain.map(({ of, html }) => [of, structureOf(html)]))
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.constantFrom(...attacks), anyText), async (text) => {
        for (const { of, html } of await documentsWith(text)) {
          expect(structureOf(html), `${of}`).toEqual(structures.get(of))
          expect(controlsIn(html, '\n'), `${of}`).toEqual([])
        }
      }),
      { numRuns: 1 + runs(3), examples: [[attacks.join(' ')]] },
    )
  })

  it('never change where a link or a form leads', async () => {
    for (const attack of ['javascript:alert(1)', '//evil.example/', '\\\\evil.example', '../../healthz?x=#y'])
      for (const { of, html } of await documentsWith(attack))
        for (const address of addressesOf(html)) expect(address, `${of}`).toMatch(/^(?:\/page(?:[/?]|$)|#main$)/)
  })

  it('leave no button for a person who may only look', async () => {
    for (const { of, html } of await documentsWith('plain', true)) {
      if (['reset', 'block', 'unblock', 'tighten', 'undo', 'reload', 'log in', 'not added'].includes(of)) continue
      expect(html, `${of}`).not.toContain('action="/page/change"')
    }
  })
})
