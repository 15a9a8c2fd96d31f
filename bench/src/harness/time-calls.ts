/** Microseconds per call, one at a time and 64 at a time, after `warm` calls that are not measured. */
export async function timeCalls(
  call: (at: number) => unknown,
  calls: number,
  warm: number,
): Promise<readonly [number, number]> {
  for (let at = 0; at < warm; at++) await call(at)
  return [await timePer(call, calls, 1), await timePer(call, calls, 64)]
}

async function timePer(call: (at: number) => unknown, calls: number, together: number): Promise<number> {
  const start = performance.now()
  for (let at = 0; at < calls; at += together) {
    if (together === 1) await call(at)
    else await Promise.all(Array.from({ length: together }, (_, i) => call(at + i)))
  }
  return ((performance.now() - start) * 1000) / calls
}
