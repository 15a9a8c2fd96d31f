import { readdirSync, readFileSync } from 'node:fs'
import type { Diagnostic } from '@tidegate/model'
import { describe, expect, test } from 'vitest'
import { checkPolicy } from './check/check-policy.ts'
import type { LanguageLimits } from './check/language-limits.ts'
import { codes, factsOfCode, type KnownCode } from './codes.ts'
import { readPolicyFiles } from './testing/files-host.ts'

const pages = new URL('../../../docs/diagnostics/', import.meta.url)
const goldens = new URL('../goldens/', import.meta.url)
const all = Object.keys(codes) as KnownCode[]
/** Codes that are reported when a policy is compiled: the engine tests what triggers and fixes them. */
const ofCompiler: ReadonlySet<KnownCode> = new Set(['TG434', 'TG435'])

interface Example {
  readonly text: string
  readonly limits: Partial<LanguageLimits>
}

/** Returns the example under a heading: a policy, then its files. After `policy`, the info string may set limits, as JSON. */
function exampleUnder(page: string, heading: string): Example {
  const section = page.split(/^## /mu).find((part) => part.startsWith(heading)) ?? ''
  let text = ''
  let limits: Partial<LanguageLimits> = {}
  for (const [, info = '', body = ''] of section.matchAll(/^```(.*)\n([\s\S]*?)^```$/gmu)) {
    const file = / file=(\S+)$/u.exec(info)?.[1]
    if (file === undefined) limits = JSON.parse(info.replace(/^policy/u, '').trim() || '{}') as Partial<LanguageLimits>
    text += file === undefined ? body : `>>> ${file}\n${body}`
  }
  return { text, limits }
}

function check({ text, limits }: Example): readonly Diagnostic[] {
  const { root, host } = readPolicyFiles(text)
  return checkPolicy(root, { ...host, limits }).diagnostics
}

describe.each(all)('%s', (code) => {
  const page = readFileSync(new URL(`${code}.md`, pages), 'utf8')

  test('has a page with its title and severity', () => {
    const { title, severity } = factsOfCode(code)
    expect(page.split('\n')[0]).toBe(`# ${code}: ${title}`)
    expect(page.split('\n')[2]?.toLowerCase()).toMatch(new RegExp(`^${severity}:`, 'u'))
  })
})

describe.each(all.filter((code) => !ofCompiler.has(code)))('%s', (code) => {
  const page = readFileSync(new URL(`${code}.md`, pages), 'utf8')

  test('is reported for the example of what triggers it', () => {
    expect(check(exampleUnder(page, 'What triggers it')).map((diagnostic) => diagnostic.code)).toContain(code)
  })

  test('is not reported for the example of the fix, and neither are errors', () => {
    const found = check(exampleUnder(page, 'How to fix it'))
    expect(found.filter((diagnostic) => diagnostic.code === code || diagnostic.severity === 'error')).toEqual([])
  })

  test('has a golden', () => {
    expect(goldenTexts).toContain(`[${code}]`)
  })
})

const goldenTexts = ['check/', 'syntax/']
  .map((folder) => new URL(folder, goldens))
  .flatMap((folder) => readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8')))
  .map((text) => text.split(/^----------$/mu)[1] ?? '')
  .join('\n')

test('every page is about a code that exists', () => {
  const names = readdirSync(pages).filter((name) => /^TG\d+\.md$/u.test(name))
  expect(names.map((name) => name.replace('.md', '')).toSorted()).toEqual(all.toSorted())
})

test('the list of pages names every code with its severity and title', () => {
  const list = readFileSync(new URL('README.md', pages), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ['))
  const expected = all.map(
    (code) => `| [${code}](${code}.md) | ${factsOfCode(code).severity} | ${factsOfCode(code).title} |`,
  )
  expect(list.toSorted()).toEqual(expected.toSorted())
})
