import type { PolicyDiff } from '@tidegate/analysis'

/** Output of `diff --json`. Later versions only add to it; `schemas/diff.schema.json` describes it. */
export interface DiffReport extends PolicyDiff {
  readonly a: string
  readonly b: string
  /** Whether the second policy may let through what the first one refuses; false only if it is proved that it does not. */
  readonly looser: boolean
}
