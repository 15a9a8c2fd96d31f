import { checkPolicy, type CheckHost, noFiles } from '@tidegate/dsl'
import { planPolicy } from '@tidegate/engine/tools'
import { type Plan } from '@tidegate/engine'

/** Compiles the text of a policy to a plan; `lists` are list files by name. Throws an `Error` if the policy has errors. */
export function compileText(text: string, lists: Readonly<Record<string, string>> = {}): Plan {
  return compileFiles('bench.policy', { ...lists, 'bench.policy': text })
}

/** Compiles a policy with the files that it includes and the lists that it reads, by name. Throws an `Error` if it has errors. */
export function compileFiles(file: string, files: Readonly<Record<string, string>>): Plan {
  const read: CheckHost['readText'] & CheckHost['readList'] = (name: string) => {
    const text = files[name]
    return text === undefined ? { kind: 'error', message: 'no such file' } : { kind: 'text', file: name, text }
  }
  const host: CheckHost = {
    ...noFiles,
    limits: { sourceLength: 16_000_000, rules: 20_000, tokens: 20_000 },
    readText: read,
    readList: read,
  }
  const { model, diagnostics } = checkPolicy({ file, text: files[file]! }, host)
  if (model === undefined) {
    throw new Error(diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'the policy has errors')
  }
  return planPolicy(model)
}
