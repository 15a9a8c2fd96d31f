import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validateWorkflow } from '@action-validator/core'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { repository, root } from '../scripts/public-packages.ts'

const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const filesOf = (pattern: string): readonly string[] => globSync(pattern, { cwd: root }).toSorted()
const manifest = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> }

interface Workflow {
  readonly on: object
  readonly permissions?: object
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly 'timeout-minutes'?: number
        readonly strategy?: { readonly matrix?: { readonly node?: readonly string[] } }
        readonly steps: readonly { readonly uses?: string; readonly run?: string }[]
      }
    >
  >
}

interface Form {
  readonly name?: string
  readonly body?: readonly { readonly id?: string }[]
}

describe.each(filesOf('.github/workflows/*.yml'))('%s', (file) => {
  const workflow = parse(read(file)) as Workflow
  const jobs = Object.values(workflow.jobs)
  const steps = jobs.flatMap((job) => job.steps)

  it('is valid', () => {
    expect(validateWorkflow(read(file)).errors).toEqual([])
  })

  it('pins every action by version, may only read unless it says so, and ends in time', () => {
    expect(steps.flatMap(({ uses }) => uses ?? []).filter((uses) => !/^actions\/[\w-]+@v\d+/.test(uses))).toEqual([])
    expect(workflow.permissions).toMatchObject({ contents: 'read' })
    expect(jobs.filter((job) => job['timeout-minutes'] === undefined)).toEqual([])
  })

  it('runs scripts that exist', () => {
    const named = steps.flatMap(({ run }) => /^npx -y pnpm@(\S+) ([\w:]+)/.exec(run ?? '')?.slice(1) ?? [])
    const scripts = named.filter((_, at) => at % 2 === 1)
    expect(scripts.filter((script) => !(script in manifest.scripts))).toEqual([])
  })
})

it('the validator of workflows finds errors', () => {
  const wrong = read('.github/workflows/ci.yml').replace('runs-on:', 'run-on:')
  expect(validateWorkflow(wrong).errors.length).toBeGreaterThan(0)
})

describe('the repository', () => {
  it('tries the oldest supported releases of Node.js in CI', () => {
    const { engines } = JSON.parse(read('packages/engine/package.json')) as {
      readonly engines: { readonly node: string }
    }
    const tried = (parse(read('.github/workflows/ci.yml')) as Workflow).jobs['run']?.strategy?.matrix?.node ?? []
    expect(tried).toEqual(expect.arrayContaining(engines.node.match(/\d+\.\d+\.\d+/g) ?? []))
    expect(read('docs/versions.md')).toContain(tried.find((release) => release.startsWith('22.')))
    expect(read('docs/versions.md')).toContain(tried.find((release) => release.startsWith('24.')))
  })

  it('asks for a policy and the output of explain in every form for issues', () => {
    const forms = filesOf('.github/ISSUE_TEMPLATE/*.yml').filter((file) => !file.endsWith('config.yml'))
    expect(forms.length).toBeGreaterThan(1)
    for (const form of forms) {
      const { name, body } = parse(read(form)) as Form
      expect(name?.length).toBeGreaterThan(10)
      expect(body?.map(({ id }) => id)).toEqual(expect.arrayContaining(['policy', 'explain']))
    }
    expect(read('.github/pull_request_template.md')).toMatch(/policy[\s\S]*`explain`/)
  })

  it('updates its dependencies and its actions', () => {
    const { version, updates } = parse(read('.github/dependabot.yml')) as {
      readonly version: number
      readonly updates: readonly { readonly 'package-ecosystem': string; readonly groups: object }[]
    }
    expect(version).toBe(2)
    expect(updates.map((each) => each['package-ecosystem'])).toEqual(['npm', 'github-actions'])
    expect(updates.every(({ groups }) => Object.keys(groups).length > 0)).toBe(true)
  })

  it('versions all packages together', () => {
    const { fixed } = JSON.parse(read('.changeset/config.json')) as { readonly fixed: unknown }
    expect(fixed).toEqual([['tidegate', '@tidegate/*']])
  })

  it('has one address', () => {
    const named = [...filesOf('.github/**/*.{yml,md}'), 'SECURITY.md', 'CODE_OF_CONDUCT.md', 'README.md']
    const [, owner] = /github\.com\/(.*)/.exec(repository) ?? []
    const others = named.flatMap((file) =>
      [...read(file).matchAll(/github\.com\/([\w-]+\/[\w-]+)/g)].filter(([, path]) => path !== owner).map(() => file),
    )
    expect(others).toEqual([])
  })
})
