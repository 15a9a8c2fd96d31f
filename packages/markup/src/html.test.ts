import fc from 'fast-check'
import { controlsIn, runs } from '@tidegate/test-support'
import { expect, it } from 'vitest'
import { html } from './html.ts'

it('inserts texts as text, in content and in quoted attributes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
      const text = String.fromCharCode(...units)
      const { markup } = html`<p title="${text}">${text}</p>`
      const [, attribute, content] = /^<p title="([^"<>']*)">([^"<>']*)<\/p>$/.exec(markup) ?? []
      expect(attribute).toBe(content)
      expect(content).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/)
      expect(controlsIn(content!)).toEqual([])
    }),
    { numRuns: runs(300) },
  )
})

it('inserts markup unchanged, lists one after another, and nothing for undefined', () => {
  const items = ['<a>', 'b'].map((text) => html`<li>${text}</li>`)
  expect(html`${items}${undefined}${3}`.markup).toBe('<li>&lt;a&gt;</li><li>b</li>3')
})
