import { checkPolicy, noFiles, type ReadText } from '@tidegate/dsl'
import { createGate, type Gate, type GateOptions } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { catalogTokens } from '@tidegate/bot-catalog'
import { toPolicy } from '@tidegate/robots-parser'

/**
 * Creates a gate that enforces `site.policy` of files given as texts, with the robots.txt importer and the bot catalogue of policy files.
 * Throws the errors of an invalid policy.
 */
export function gateOfFiles(files: Readonly<Record<string, string>>, options: GateOptions = {}): Gate {
  const read = (file: string): ReadText => {
    const text = files[file]
    return text === undefined ? { kind: 'error', message: 'no such file' } : { kind: 'text', file, text }
  }
  const { model, diagnostics } = checkPolicy(
    { file: 'site.policy', text: files['site.policy'] ?? '' },
    {
      ...noFiles,
      readText: read,
      readList: read,
      importers: { robots: toPolicy },
      catalog: catalogTokens(),
    },
  )
  if (model === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    throw new Error(errors.map(({ code, message, span }) => `${code} ${message} ${JSON.stringify(span)}`).join('\n'))
  }
  return createGate(planPolicy(model), options)
}
