import { definePlugin, type Plugin } from '@tidegate/engine'
import { CliError } from '../io.ts'

/** A plugin that was created for a command, and the function that closes it. */
export interface OpenedPlugin {
  readonly plugin: Plugin
  readonly close: () => void
}

/** How to get a plugin from a module. */
export interface ModuleRequest {
  /** Name of the module in messages, with the place where it is configured. */
  readonly shown: string
  /** Name of the export, if it is configured. */
  readonly export: string | undefined
  readonly options: Readonly<Record<string, unknown>> | undefined
}

type Exports = Readonly<Record<string, unknown>>

/**
 * Returns the plugin that a module exports or creates. If no name is configured, uses the first that exists of: the export `plugin`, the
 * export `default`, the only export that is a plugin, and the only function. A function is called with the options, and returns the plugin,
 * an object with the property `plugin`, or a promise of either. Throws `CliError`, which names the exports of the module.
 */
export async function pluginOfModule(exports: Exports, request: ModuleRequest): Promise<OpenedPlugin> {
  const { shown, options } = request
  const name = request.export ?? exportOf(exports)
  if (name === undefined || !Object.hasOwn(exports, name)) {
    throw new CliError(
      request.export === undefined ? `${shown} exports no plugin` : `${shown} has no export \`${request.export}\``,
      helpOf(exports),
    )
  }
  const exported = exports[name]
  if (typeof exported !== 'function' && options !== undefined) {
    throw new CliError(`${shown} takes no options: \`${name}\` is a plugin`, 'remove `options` and `files`')
  }
  const made: unknown =
    typeof exported === 'function'
      ? await call(exported as (options: unknown) => unknown, options ?? {}, name, shown)
      : exported
  const given: unknown = isRecord(made) && !('apiVersion' in made) && 'plugin' in made ? made['plugin'] : made
  try {
    definePlugin(given as Parameters<typeof definePlugin>[0])
    return { plugin: given as Plugin, close: () => closeOf(made)?.() }
  } catch (error) {
    closeOf(made)?.()
    throw new CliError(`${shown}: \`${name}\` does not return a plugin: ${messageOf(error)}`, helpOf(exports))
  }
}

async function call(
  make: (options: unknown) => unknown,
  options: Readonly<Record<string, unknown>>,
  name: string,
  shown: string,
): Promise<unknown> {
  try {
    return await make(options)
  } catch (error) {
    throw new CliError(
      `${shown}: \`${name}\` failed to create a plugin: ${messageOf(error)}`,
      'check its `options` and `files`; names in `files` are relative to tidegate.yaml',
    )
  }
}

/** Returns the name of the export to use if none is configured. */
function exportOf(exports: Exports): string | undefined {
  const named = ['plugin', 'default'].find((name) => Object.hasOwn(exports, name))
  if (named !== undefined) return named
  const entries = Object.entries(exports)
  for (const isCandidate of [isPlugin, isFunction]) {
    const found = entries.filter(([, value]) => isCandidate(value))
    if (found.length > 0) return found.length === 1 ? found[0]![0] : undefined
  }
  return undefined
}

function helpOf(exports: Exports): string {
  const names = Object.keys(exports).filter((name) => isPlugin(exports[name]) || isFunction(exports[name]))
  return names.length === 0
    ? 'export it as `plugin`, or a function that creates it'
    : `name the export: ${names.map((name) => `export: ${name}`).join(', ')}`
}

function isPlugin(value: unknown): boolean {
  return isRecord(value) && 'apiVersion' in value
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}

function closeOf(made: unknown): (() => void) | undefined {
  if (!isRecord(made) || typeof made['close'] !== 'function') return undefined
  const close = made['close'] as () => unknown
  return () => void close.call(made)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Returns the message of an error on one line. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ')
}
