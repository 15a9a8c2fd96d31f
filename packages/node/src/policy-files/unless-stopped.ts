/**
 * Runs a generator part by part until it is stopped. Returns the generator's result, or that of `otherwise` if the generator was stopped before
 * its last part.
 */
export function* unlessStopped<T>(
  work: Generator<void, T>,
  isStopped: () => boolean,
  otherwise: () => T,
): Generator<void, T> {
  while (!isStopped()) {
    const step = work.next()
    if (step.done === true) return step.value
    yield
  }
  return otherwise()
}
