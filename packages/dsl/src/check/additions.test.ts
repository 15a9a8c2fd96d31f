import { describe, expect, it } from 'vitest'
import { checkPolicy } from './check-policy.ts'
import { type CheckHost, noFiles } from './check-host.ts'

const root = {
  file: 'site.policy',
  text: 'list office = 203.0.113.0/24\nwindow night = 22:00-06:00\nlimit 5 per minute per ip unless ip in office as "visitors"\n',
}
const added = (text: string): CheckHost => ({ ...noFiles, additions: [{ file: 'added', text }] })

describe('statements that are added to a policy', () => {
  it('see the names of the policy, and are at their own places', () => {
    const { model, diagnostics } = checkPolicy(
      root,
      added('# first\nlimit 2 per minute per ip unless ip in office during night'),
    )
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(model?.rules.map(({ place, text }) => [place.file, place.line, text])).toEqual([
      ['added', 2, 'limit 2 per minute per ip during night unless ip in office'],
      ['site.policy', 3, 'limit 5 per minute per ip unless ip in office  as "visitors"'],
    ])
    expect(model?.files).toEqual([{ file: 'site.policy', role: 'policy' }])
  })

  it('have their own errors, with fixes', () => {
    const { model, diagnostics } = checkPolicy(root, added('block ip in offce'))
    expect(model).toBeUndefined()
    const [error] = diagnostics.filter(({ severity }) => severity === 'error')
    expect(error).toMatchObject({ code: 'TG201', place: { file: 'added', line: 1, column: 13 } })
    expect(error?.fix?.edits).toMatchObject([{ span: { file: 'added' }, text: 'office' }])
  })

  it('mean what they mean at the end of the file', () => {
    const text = 'block path in /admin/** unless ip in office'
    const { model } = checkPolicy({ ...root, text: `${root.text}${text}\n` }, noFiles)
    expect(checkPolicy(root, added(text)).model?.fingerprint).toBe(model?.fingerprint)
  })
})
