import type { PluginExtension } from '@tidegate/model'
import { didYouMean } from '@tidegate/values'
import type { UseDeclaration } from '../../syntax/ast/declarations.ts'
import type { Declared } from '../declared.ts'
import { replaceFix } from '../report.ts'
import type { Unit } from '../unit.ts'
import type { Declaring } from './declaring.ts'

/** Returns the facts that `use NAME` declares. The list sources of the plugin are not declared as names. */
export function declarePlugin({ plugin }: UseDeclaration, unit: Unit, declaring: Declaring): readonly Declared[] {
  const known = pluginOf(declaring.host.plugins, plugin.text)
  if (known === undefined) {
    reportUnknownPlugin(plugin, declaring)
    return []
  }
  return known.facts.map((fact) => ({
    kind: 'fact',
    name: fact.name,
    span: plugin.span,
    unit,
    spec: { name: fact.name, type: fact.type, presence: 'optional', plugin: plugin.text },
    mayBeUnknown: fact.mayBeUnknown ?? false,
    ...(fact.values !== undefined && { values: fact.values }),
  }))
}

/** Returns a registered plugin; only own properties are considered. */
export function pluginOf(
  plugins: Readonly<Record<string, PluginExtension>>,
  name: string,
): PluginExtension | undefined {
  return Object.hasOwn(plugins, name) ? plugins[name] : undefined
}

function reportUnknownPlugin({ text, span }: UseDeclaration['plugin'], { host, report }: Declaring): void {
  const known = Object.keys(host.plugins)
  const suggestion = didYouMean(text, known)
  const registered = known.length === 0 ? 'the host has registered no plugins' : `registered: ${known.join(', ')}`
  report.add('TG211', span, `no plugin named \`${text}\` is registered`, {
    help:
      suggestion === undefined
        ? `${registered}; plugins are registered by the host`
        : `did you mean \`${suggestion}\`?`,
    fix:
      suggestion === undefined ? undefined : replaceFix(span, suggestion, `replace \`${text}\` with \`${suggestion}\``),
  })
}
