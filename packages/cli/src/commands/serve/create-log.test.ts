import { expect, it } from 'vitest'
import { createLog } from './create-log.ts'

it.each(['text', 'json'] as const)(
  'escapes what clients wrote, so that a line of %s is one line and controls no terminal',
  (format) => {
    let written = ''
    const hostile = 'a\nb\r\u001B[31m\u009B31m\u2028c\u202Ed"'
    createLog(format, 'info', (text) => (written += text)).warn({ host: hostile }, `no policy for the host ${hostile}`)
    const line = written.slice(0, -1)
    const controls = Array.from(line).filter(
      (character) => character < ' ' || /[\u007F-\u009F\u2028\u2029\u202E]/.test(character),
    )
    expect(controls).toEqual([])
    expect(written.endsWith('\n')).toBe(true)
    if (format === 'json') expect(JSON.parse(written)).toMatchObject({ host: hostile, level: 'warn' })
  },
)
