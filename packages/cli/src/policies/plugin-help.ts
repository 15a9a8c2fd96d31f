import type { Diagnostic } from '@tidegate/model'

/** A diagnostic whose help says where plugins of the command line are named, if it is about one that is not registered. */
export function withPluginHelp(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.code === 'TG211' && diagnostic.fix === undefined
    ? {
        ...diagnostic,
        help: 'name its module under `plugins:` in tidegate.yaml, or register it where the gate is opened',
      }
    : diagnostic
}
