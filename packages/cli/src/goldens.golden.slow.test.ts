import { readdirSync } from 'node:fs'
import { readGoldens, settleGolden } from '@tidegate/dsl/testing'
import { describe, expect, it } from 'vitest'
import { runGolden } from './testing/command-golden.ts'
import { shippedSchemas } from './testing/json-schemas.ts'

const folder = new URL('../goldens/', import.meta.url)
const schemas = shippedSchemas()

/** Returns the name of the schema of a command's output; `test` is the schema of its input. */
function schemaOf([command = '']: readonly string[]): string {
  return command === 'test' ? 'test-report' : command
}

for (const command of readdirSync(folder)) {
  describe(`tidegate ${command}`, () => {
    for (const golden of readGoldens(new URL(`${command}/`, folder))) {
      it(`prints the output in ${golden.name}`, async () => {
        const { steps, text } = await runGolden(golden.input)
        expect(text).toBe(settleGolden(golden, text))
        for (const { args, out } of steps.filter((step) => step.args.includes('--json') && step.code !== 2)) {
          const validate = schemas.get(schemaOf(args))
          validate?.(JSON.parse(out))
          expect({ args, hasSchema: validate !== undefined, errors: validate?.errors ?? [] }).toEqual({
            args,
            hasSchema: true,
            errors: [],
          })
        }
      })
    }
  })
}
