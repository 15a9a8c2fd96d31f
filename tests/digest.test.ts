import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { publicPackages, root } from '../scripts/public-packages.ts'
import { codeBlocks } from './docs/code-blocks.ts'

const digest = codeBlocks(root, 'docs/language/digest.md')
  .filter(({ language }) => language === 'policy')
  .map(({ text }) => text)
  .join('\n')
// What the digest shows, without its comments.
const shown = new Set(digest.replaceAll(/#.*$/gm, '').match(/[a-z][\w-]*/g))

describe('the digest of the language', () => {
  it('shows every reserved word except the days, in a policy that is checked', () => {
    const page = readFileSync(join(root, 'docs/language/lexical-rules.md'), 'utf8')
    const [, section = ''] = /^## Reserved words\n([\s\S]*?)\nmon tue/m.exec(page) ?? []
    const reserved = section.match(/[a-z]+/g) ?? []
    expect(reserved.length).toBeGreaterThan(30)
    expect(reserved.filter((word) => !shown.has(word) && word !== 'use')).toEqual([])
  })

  it('shows every word that cannot be declared, and those with a meaning in one place', () => {
    const words = `ip peer method host path target agent header query cookie bot user now anyone loopback private linklocal
      file set word only total exact network robots enforce rules trusting catalog match exactly required with in
      contains starts ends present absent empty oversized impersonates`
    expect(words.split(/\s+/).filter((word) => !shown.has(word))).toEqual([])
  })

  it('is in the packages that read and check policies', () => {
    const packages = publicPackages().filter(({ manifest }) => manifest.files?.includes('dist/digest.md'))
    expect(packages.map(({ manifest }) => manifest.name)).toEqual(['@tidegate/cli', '@tidegate/dsl'])
  })
})

describe('llms.txt', () => {
  const text = readFileSync(join(root, 'llms.txt'), 'utf8')
  const links = [...text.matchAll(/\]\((\S+?)\)/g)].map(([, link = '']) => link)
  const repository = 'https://raw.githubusercontent.com/tidegate/tidegate/main/'

  it('has the form of llmstxt.org: a title, a summary, and sections that are lists of links', () => {
    expect(text).toMatch(/^# Tidegate\n\n> /)
    const [, ...sections] = text.split(/^## /m)
    expect(sections.map((section) => section.split('\n')[0])).toEqual(['Language', 'Use', 'Optional'])
    const lines = sections.flatMap((section) => section.split('\n').slice(1)).filter((line) => line !== '')
    expect(lines.filter((line) => !/^- \[[^\]]+\]\(\S+\): \S/.test(line))).toEqual([])
  })

  it('names pages that exist, by addresses at which programs read their text', () => {
    expect(links.length).toBeGreaterThan(20)
    expect(links.filter((link) => !link.startsWith(repository))).toEqual([])
    expect(links.filter((link) => !existsSync(join(root, link.slice(repository.length))))).toEqual([])
  })

  it('names every page of the reference', () => {
    const index = readFileSync(join(root, 'docs/language/README.md'), 'utf8')
    const [, table = ''] = /^## Reference\n([\s\S]*)/m.exec(index) ?? []
    const pages = [...table.matchAll(/^\| \[[^\]]+\]\(([\w-]+\.md)\)/gm)].map(([, page = '']) => page)
    expect(pages.length).toBeGreaterThan(10)
    expect(pages.filter((page) => !links.includes(`${repository}docs/language/${page}`))).toEqual([])
  })
})
