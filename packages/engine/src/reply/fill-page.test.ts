import type { PageType } from '@tidegate/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillPage } from './fill-page.ts'

const values = { reference: `<b>"'&$&`, status: '403', 'retry-after': '0' }

describe('fillPage', () => {
  it.each<[PageType, string]>([
    ['text/html', '&lt;b&gt;&quot;&#39;&amp;$&amp; 403 0 {other} {{status}}'.replace('{{status}}', '{403}')],
    ['image/svg+xml', '&lt;b&gt;&quot;&#39;&amp;$&amp; 403 0 {other} {403}'],
    ['text/plain', `<b>"'&$& 403 0 {other} {403}`],
    ['application/json', `<b>\\"'&$& 403 0 {other} {403}`],
  ])('replaces the three placeholders in %s', (type, filled) => {
    expect(fillPage('{reference} {status} {retry-after} {other} {{status}}', type, values)).toBe(filled)
  })

  it('does not search what it inserts', () => {
    expect(fillPage('{reference}', 'text/plain', { ...values, reference: '{status}' })).toBe('{status}')
  })

  it('never lets a reference leave its place in markup or JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (reference) => {
        const filled = { ...values, reference }
        expect(fillPage('{reference}', 'text/html', filled)).not.toMatch(/[<>"']/)
        const json = fillPage('{"id": "{reference}", "s": {status}}', 'application/json', filled)
        expect(JSON.parse(json)).toEqual({ id: reference, s: 403 })
      }),
    )
  })
})
