import type { Diagnostic, Source } from '@tidegate/model'
import type { ReloadReport } from '@tidegate/engine'
import { renderDiagnostic } from '@tidegate/dsl'
import type { LoadPolicyOptions } from './check-policy-file.ts'
import { compilePolicy, type LoadedPolicy } from './compile-policy.ts'

/** A statement that was added to a running policy, and why it is not in force, if it is not. */
export interface Addition extends Source {
  readonly fault?: AdditionFault
}

/** Why an addition cannot be in force with the policy as it is now. */
export interface AdditionFault {
  /** The first error in one line. */
  readonly message: string
  readonly help?: string
  /** All errors with their places, formatted as text. */
  readonly text: string
  readonly diagnostics: readonly Diagnostic[]
}

/** The result of changing what is added to a policy. */
export type AmendReport =
  | { readonly kind: 'amended'; readonly report: ReloadReport }
  /** A new addition has errors: nothing was changed. */
  | { readonly kind: 'fault'; readonly file: string; readonly fault: AdditionFault }
  /** The policy itself cannot be read or has errors: nothing was changed. */
  | { readonly kind: 'refused'; readonly message: string }

/** A policy compiled with what is added to it, and the additions that cannot be in force. */
export interface Amended {
  readonly loaded: LoadedPolicy
  /** By the name of the addition. */
  readonly faults: ReadonlyMap<string, AdditionFault>
}

/**
 * Compiles a policy with statements that are added to it. Additions with errors are left out, so that they never keep a policy from being loaded: those that
 * have errors in their own text first, and all of them if others remain. Throws as `compilePolicy`.
 */
export function compileAmended(path: string, options: LoadPolicyOptions, additions: readonly Source[]): Amended {
  const whole = compilePolicy(path, options, additions)
  if (whole.plan !== undefined || additions.length === 0) return { loaded: whole, faults: new Map() }
  const faulty = additions.filter(({ file }) => errorsIn(whole, file).length > 0)
  const faults = new Map(faulty.map((source) => [source.file, faultOf(source, errorsIn(whole, source.file))]))
  const others = additions.filter((source) => !faulty.includes(source))
  if (faulty.length > 0) {
    const rest = compilePolicy(path, options, others)
    if (rest.plan !== undefined || others.length === 0) return { loaded: rest, faults }
  }
  const alone = compilePolicy(path, options)
  if (alone.plan === undefined) return { loaded: alone, faults }
  const errors = whole.diagnostics.filter(({ severity }) => severity === 'error')
  return { loaded: alone, faults: new Map(additions.map((source) => [source.file, faultOf(source, errors)])) }
}

function errorsIn({ diagnostics }: LoadedPolicy, file: string): readonly Diagnostic[] {
  return diagnostics.filter((each) => each.severity === 'error' && each.place.file === file)
}

function faultOf({ file, text }: Source, diagnostics: readonly Diagnostic[]): AdditionFault {
  const [first] = diagnostics
  const textOf = (name: string): string | undefined => (name === file ? text : undefined)
  return {
    message: first?.message ?? 'it cannot be compiled with the policy',
    ...(first?.help !== undefined && { help: first.help }),
    text: diagnostics.map((each) => renderDiagnostic(each, textOf(each.span.file) ?? '', { textOf })).join('\n'),
    diagnostics,
  }
}
