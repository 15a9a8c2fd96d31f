import type { Diagnostic } from '@tidegate/model'

/** Returns a diagnostic; if it is about a plugin that is not registered, its help explains where the command line configures plugins. */
export function withPluginHelp(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.code === 'TG211' && diagnostic.fix === undefined
    ? {
        ...diagnostic,
        help: 'name its module under `plugins:` in tidegate.yaml, and register it where the application opens the gate',
      }
    : diagnostic
}
