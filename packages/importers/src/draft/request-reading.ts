import type { TextReading } from './text-condition.ts'

/** What a part of a request is compared with: a string or a pattern. */
export interface Compared {
  readonly isPattern: boolean
  readonly ignoresCase?: boolean
  readonly text: string
  /** Whether the policy distinguishes cases and final slashes of paths. */
  readonly exactPaths?: boolean
}

/** The condition that an nginx variable has a value, and what about it cannot be expressed. */
export interface RequestReading extends TextReading {
  /** The texts or patterns of the condition that are compared with paths or targets without regard to case. */
  readonly caseless: readonly string[]
}
