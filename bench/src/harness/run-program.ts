import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** How long a program took, and its peak memory; 0 where the system does not say it. */
export interface ProgramRun {
  readonly seconds: number
  readonly megabytes: number
}

/** Runs a program to its end without its output. Throws if it fails. */
export async function runProgram(path: string, args: readonly string[]): Promise<ProgramRun> {
  const started = performance.now()
  const child = spawn(path, args, { stdio: 'ignore' })
  let isEnded = false
  const ended = new Promise<number | null>((resolve, reject) => child.once('exit', resolve).once('error', reject))
  let kilobytes = 0
  async function watch(): Promise<void> {
    for (; !isEnded; await wait(20)) kilobytes = Math.max(kilobytes, peakKilobytes(child.pid))
  }
  const watched = watch()
  const code = await ended
  const seconds = (performance.now() - started) / 1_000
  isEnded = true
  await watched
  if (code !== 0) throw new Error(`${path} exited with ${code}`)
  return { seconds, megabytes: kilobytes / 1_024 }
}

function peakKilobytes(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0)
  } catch {
    return 0
  }
}
