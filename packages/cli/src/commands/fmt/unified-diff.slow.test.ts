import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram, runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unifiedDiff } from './unified-diff.ts'

const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', 'd'), { maxLength: 14 }).map((lines) => lines.join(''))

/** Applies a diff in the simplest way: each hunk is inserted at its position. */
function apply(before: string, diff: string): string {
  const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const out: string[] = []
  let at = 0
  for (const line of diff.split('\n').slice(2, -1)) {
    const head = /^@@ -(\d+)(?:,(\d+))? /.exec(line)
    if (head !== null) {
      const from = head[2] === '0' ? Number(head[1]) : Number(head[1]) - 1
      while (at < from) out.push(lines[at++]!)
    } else if (line.startsWith('\\')) out.push(out.pop()!.slice(0, -1))
    else if (line.startsWith('+')) out.push(`${line.slice(1)}\n`)
    else if (line.startsWith(' ')) out.push(lines[at++]!.endsWith('\n') ? `${line.slice(1)}\n` : `${line.slice(1)}\n`)
    else at += 1
  }
  return [...out, ...lines.slice(at)].join('')
}

describe('a unified diff', () => {
  it('is empty for equal texts', () => {
    expect(unifiedDiff('a\n', 'a\n', 'x')).toBe('')
  })

  it('shows three lines around a change', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\n'
    expect(unifiedDiff(before, before.replace('e', 'E'), 'x')).toBe(
      '--- x\n+++ x\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n',
    )
  })

  it('marks a text without a line break at its end', () => {
    expect(unifiedDiff('a\nb', 'a\nc\n', 'x')).toBe(
      '--- x\n+++ x\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n',
    )
  })

  it.each([
    ['', 'a\n', '@@ -0,0 +1,1 @@\n+a\n'],
    ['a\n', '', '@@ -1,1 +0,0 @@\n-a\n'],
  ])('shows changes from and to a text without lines: %j, %j', (before, after, hunk) => {
    expect(unifiedDiff(before, after, 'x')).toBe(`--- x\n+++ x\n${hunk}`)
  })

  it('keeps carriage returns', () => {
    expect(unifiedDiff('a\r\n', 'a\n', 'x')).toBe('--- x\n+++ x\n@@ -1,1 +1,1 @@\n-a\r\n+a\n')
  })

  it('removes and adds as few lines as possible', () => {
    expect(unifiedDiff('a\nb\nc\n', 'a\nc\nd\n', 'x').match(/^[+-](?![+-])/gm)).toEqual(['-', '+'])
  })

  it.skipIf(findProgram('patch') === undefined)('can be applied with patch', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidegate-diff-'))
    try {
      fc.assert(
        fc.property(text, text, (before, after) => {
          fc.pre(before !== after && before !== '' && after !== '')
          writeFileSync(join(folder, 'x'), before)
          execFileSync('patch', ['-s', '-p0'], { cwd: folder, input: unifiedDiff(before, after, 'x') })
          expect(readFileSync(join(folder, 'x'), 'utf8')).toBe(after)
        }),
        { numRuns: runs(40) },
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('changes one text into the other', () => {
    const whole = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n'), { maxLength: 20 }).map((lines) => lines.join(''))
    fc.assert(
      fc.property(whole, whole, (before, after) => {
        fc.pre(before !== after)
        expect(apply(before, unifiedDiff(before, after, 'x'))).toBe(after)
      }),
    )
  })
})
