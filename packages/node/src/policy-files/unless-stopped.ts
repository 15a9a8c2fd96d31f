/** Work that goes on part by part as long as nobody has stopped it: what it gives, or `otherwise` when it was stopped before its last part. */
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
