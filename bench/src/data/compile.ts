import { checkPolicy, type CheckHost, noFiles } from '@tidegate/dsl'
import { planPolicy } from '@tidegate/engine/tools'
import { type Plan } from '@tidegate/engine'

/** Compiles the text of a policy to a plan; `lists` are list files by name. Throws an `Error` if the policy has errors. */
export function compileText(text: string, lists: Readonly<Record<string, string>> = {}): Plan {
  const host: CheckHost = {
    ...noFiles,
    limits: { sourceLength: 16_000_000, rules: 20_000, tokens: 20_000 },
    readList: (file) => {
      const list = lists[file]
      return list === undefined ? { kind: 'error', message: 'no such list' } : { kind: 'text', file, text: list }
    },
  }
  const { model, diagnostics } = checkPolicy({ file: 'bench.policy', text }, host)
  if (model === undefined) {
    throw new Error(diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'the policy has errors')
  }
  return planPolicy(model)
}
