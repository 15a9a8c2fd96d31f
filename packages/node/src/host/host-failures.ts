import { escapeText, type GateEvents } from '@tidegate/engine'
import { isThenable } from './is-thenable.ts'

/** Calls a function of the application. If it throws, or its promise is rejected, a warning says so, and the error is passed on. */
export type CallHost = <Context, Result>(
  name: 'user' | 'facts' | 'skip',
  call: (context: Context) => Result,
  context: Context,
) => Result

/**
 * Creates the calls of an application's functions.
 *
 * WHY: a framework may answer an error with 500 and log nothing, so that every request is refused and the operator does not know why.
 */
export function createFailureWarnings(warn: (warning: GateEvents['warning']) => void): CallHost {
  function report(name: string, error: unknown): void {
    const reason = escapeText(error instanceof Error ? error.message : String(error), 200)
    warn({
      code: 'host-function-failed',
      about: name,
      message: `the function \`${name}\` of the application failed, and the request was not admitted: ${reason}`,
    })
  }

  return (name, call, context) => {
    try {
      const result = call(context)
      // WHY: a handler on a branch; the caller awaits the promise itself and gets the rejection too.
      if (isThenable(result)) result.then(undefined, (error: unknown) => report(name, error))
      return result
    } catch (error) {
      report(name, error)
      throw error
    }
  }
}
