import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPolicy } from '@tidegate/dsl'
import { readGoldens, readPolicyFiles } from '@tidegate/dsl/testing'
import { planPolicy } from '@tidegate/engine/tools'
import { readPlan, writePlan } from '@tidegate/engine'
import { loadPolicy } from '@tidegate/node'
import type { Model } from '@tidegate/model'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { codeBlocks, markdownFiles } from './docs/code-blocks.ts'
import { checkExample, policyExamples } from './docs/policy-example.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const { resolve: locate } = createRequire(import.meta.url)
const schemas = ['@tidegate/model/model.schema.json', '@tidegate/engine/plan.schema.json'].map(
  (name) => JSON.parse(readFileSync(locate(name), 'utf8')) as object,
)
const ajv = new Ajv2020({ strict: true }).addSchema(schemas)

/** The schema errors of a model and of its plan, as `tidegate compile` would store them. */
function faults(model: Model): unknown {
  const text = writePlan(planPolicy(model))
  expect(readPlan(text).kind).toBe('plan')
  const plan = JSON.parse(text) as { readonly model: unknown }
  const validModel = ajv.getSchema('urn:tidegate:model:2')!
  const validPlan = ajv.getSchema('urn:tidegate:plan:2')!
  return [validModel(plan.model), validModel.errors, validPlan(plan), validPlan.errors]
}

const none = [true, null, true, null]

describe('the schemas of model and plan', () => {
  it('accept every policy of the examples and of the cookbook', async () => {
    const names = globSync('examples/**/*.policy', { cwd: root, exclude: (name) => name.includes('node_modules') })
    let policies = 0
    for (const name of names) {
      const { model } = await loadPolicy(join(root, name))
      if (model === undefined) continue
      policies++
      expect([name, faults(model)]).toEqual([name, none])
    }
    expect(policies).toBeGreaterThan(15)
  })

  it('accept every policy of the documentation', () => {
    const blocks = markdownFiles(root, ['README.md', 'docs']).flatMap((file) => codeBlocks(root, file))
    const models = policyExamples(blocks).flatMap((example) => checkExample(example).model ?? [])
    expect(models.map(faults)).toEqual(models.map(() => none))
    expect(models.length).toBeGreaterThan(100)
  })

  it('accept every golden policy without errors', () => {
    const models = readGoldens(new URL('../packages/dsl/goldens/check/', import.meta.url)).flatMap(({ input }) => {
      const { root: policy, host } = readPolicyFiles(input)
      return checkPolicy(policy, host).model ?? []
    })
    expect(models.map(faults)).toEqual(models.map(() => none))
    expect(models.length).toBeGreaterThan(10)
  })
})
