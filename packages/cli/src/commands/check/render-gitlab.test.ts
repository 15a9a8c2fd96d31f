import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

interface Issue {
  readonly check_name: string
  readonly fingerprint: string
  readonly severity: string
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } }
}

async function issuesOf(text: string): Promise<readonly Issue[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-gitlab-'))
  try {
    writeFileSync(join(folder, 'a.policy'), text)
    return JSON.parse((await runCommand(['check', 'a.policy', '--format', 'gitlab'], folder)).out) as readonly Issue[]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

it('writes a report for Code Quality, whose fingerprints are unique and survive edits above', async () => {
  expect(await issuesOf('block path in /a\n')).toEqual([])
  const text = 'block ip in a\nblock ip in a\nblock ip in b\n'
  const before = await issuesOf(text)
  expect(before).toMatchObject([
    { check_name: 'TG201', severity: 'critical', location: { path: 'a.policy', lines: { begin: 1 } } },
    { location: { lines: { begin: 2 } } },
    { location: { lines: { begin: 3 } } },
  ])
  const fingerprints = before.map(({ fingerprint }) => fingerprint)
  expect(new Set(fingerprints).size).toBe(3)
  const after = await issuesOf(`# a comment\n\n${text}`)
  expect(after.map(({ fingerprint }) => fingerprint)).toEqual(fingerprints)
})
