import { definePlugin, type Plugin } from '@tidegate/engine'
import { CliError } from '../io.ts'

/** A plugin that was made for a command, and how it is put away. */
export interface OpenedPlugin {
  readonly plugin: Plugin
  readonly close: () => void
}

/** What a module is asked for. */
export interface ModuleRequest {
  /** What is said of it in messages: where it is named, and its name. */
  readonly shown: string
  /** The export that is meant, where it is said. */
  readonly export: string | undefined
  readonly options: Readonly<Record<string, unknown>> | undefined
}

type Exports = Readonly<Record<string, unknown>>

/**
 * The plugin that a module exports, or makes. Without a name it is `plugin`, `default`, the only export that is a plugin, or the only
 * function, in this order. A function is called with the options, and may give the plugin, something that has it as `plugin`, or a promise
 * of either. Throws `CliError` that says what the module exports.
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
    throw new CliError(`${shown} takes no options: \`${name}\` is a plugin already`, 'leave `options` and `files` out')
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
    throw new CliError(`${shown}: \`${name}\` gives no plugin: ${wordsOf(error)}`, helpOf(exports))
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
      `${shown}: \`${name}\` made no plugin: ${wordsOf(error)}`,
      'see `options` and `files` of it; names in `files` are relative to tidegate.yaml',
    )
  }
}

/** The export that is meant where none is named. */
function exportOf(exports: Exports): string | undefined {
  const named = ['plugin', 'default'].find((name) => Object.hasOwn(exports, name))
  if (named !== undefined) return named
  const entries = Object.entries(exports)
  for (const isMeant of [isPlugin, isMaker]) {
    const found = entries.filter(([, value]) => isMeant(value))
    if (found.length > 0) return found.length === 1 ? found[0]![0] : undefined
  }
  return undefined
}

function helpOf(exports: Exports): string {
  const names = Object.keys(exports).filter((name) => isPlugin(exports[name]) || isMaker(exports[name]))
  return names.length === 0
    ? 'export it as `plugin`, or a function that makes it'
    : `say which it is: ${names.map((name) => `export: ${name}`).join(', ')}`
}

function isPlugin(value: unknown): boolean {
  return isRecord(value) && 'apiVersion' in value
}

function isMaker(value: unknown): boolean {
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

/** What an error says, on one line. */
export function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ')
}
