import { expect, it } from 'vitest'
import { auditedChange } from './audited-change.ts'

it('a change is in an audit log what it is in the record of changes', () => {
  const what = { atMs: 1, by: 'ann', site: 'shop', what: 'ip 203.0.113.9', before: 'a', after: 'b' }
  expect(auditedChange({ ...what, action: 'block', via: 'command', peer: '127.0.0.1' })).toEqual({
    kind: 'change',
    atMs: 1,
    site: 'shop',
    action: 'counters block',
    about: 'ip 203.0.113.9',
    actor: 'ann',
    via: 'command',
    ip: '127.0.0.1',
    outcome: 'done',
    detail: 'before: a; after: b',
  })
  expect(auditedChange({ ...what, action: 'tightening-ended', via: 'time', site: '', before: '', after: '' })).toEqual({
    kind: 'change',
    atMs: 1,
    action: 'policy tightening ended',
    about: 'ip 203.0.113.9',
    actor: 'ann',
    via: 'signal',
    outcome: 'done',
  })
})
