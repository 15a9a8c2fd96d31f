import { renameSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { type LineSink, openSink, standardOutput } from './line-sink.ts'
import { atExit } from './at-exit.ts'
import { LogFileError } from './log-file-error.ts'

/** Where lines go, and how many may wait. */
export interface LineWriterOptions {
  /** Path of a file; `-` is standard output. */
  readonly file: string
  /** Name of the log in reports of problems, such as `decision log`. */
  readonly title: string
  /** Maximum size of all lines that wait to be written, in bytes; further ones are dropped and counted. Default 8 MiB. */
  readonly maxWaitingBytes?: number
  /** Size in bytes from which a file is renamed to `FILE.1` and a new one begun. Default: none, another program rotates. */
  readonly maxFileBytes?: number
  /** How many renamed files are kept: `FILE.1` is the newest. Default 5. */
  readonly keptFiles?: number
  /** Returns the lines that are written first whenever a file is opened, with their line breaks. `isEmpty`: whether nothing is before them. */
  readonly head?: (isEmpty: boolean) => string
  /** Returns the line that says how many lines are missing at its place; it ends with a line break. */
  readonly gap?: (dropped: number) => string
  /** Receives what the operator has to know, at most once a minute for each problem. */
  readonly onProblem: (message: string) => void
}

/** Appends lines in the background. No function blocks or throws, whatever the disk or the reader of a pipe does. */
export interface LineWriter {
  /** Adds a line, which ends with a line break. */
  readonly write: (line: string) => void
  /** Closes the file and opens it again by its name, after what is being written: call it after a rotation. */
  readonly reopen: () => void
  /** Resolves when everything that was added is written, or after `withinMs`. */
  readonly flush: (withinMs: number) => Promise<void>
  /** Writes what waits, for at most `withinMs` (default 2,000), and closes the file. Further lines are dropped. */
  readonly close: (withinMs?: number) => Promise<void>
  readonly stats: () => LineWriterStats
}

/** What has become of the lines. */
export interface LineWriterStats {
  readonly written: number
  /** Lines that were not written, because too many waited or the log was closed. */
  readonly dropped: number
  /** Bytes that wait to be written. */
  readonly waitingBytes: number
}

function openFirst(file: string, title: string): LineSink {
  try {
    return openSink(file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new LogFileError(`cannot open the ${title} \`${file}\` (${code ?? message})`)
  }
}

/** How long lines are collected before they are written together. */
const collectMs = 100
/** How many bytes are written together at once. */
const enoughBytes = 65_536
const fullMs = 20
const retryMs = 1_000
const reportMs = 60_000
const megabyte = 1_048_576
const lineFeed = 10

/** Opens the file and creates its writer. Throws a `LogFileError` if it cannot be opened. */
export function createLineWriter(options: LineWriterOptions): LineWriter {
  const { file, title, maxWaitingBytes = 8 * megabyte, maxFileBytes = Infinity, keptFiles = 5 } = options
  let sink: LineSink | undefined = openFirst(file, title)
  let fileBytes = sink.size ?? 0
  let lines: string[] = []
  let linesBytes = 0
  /** What is being written, from this position on, and its number of lines. */
  let batch: Buffer = Buffer.alloc(0)
  let batchLines = 0
  let written = 0
  let dropped = 0
  let unreported = 0
  let isClosed = false
  let isWriting = false
  let isInFlight = false
  /** Whether the last byte that was written is inside a line. */
  let isInLine = false
  let mustReopen = false
  let mustEnd = false
  let timer: NodeJS.Timeout | undefined
  let idle: (() => void)[] = []
  const reportedMs = new Map<string, number>()
  begin(sink)
  const onExit = (): void => {
    // What is in flight is written by the system.
    sink?.writeNow(Buffer.concat([isInFlight ? Buffer.alloc(0) : batch, Buffer.from(lines.join(''))]))
  }
  const forgetExit = atExit(onExit)

  /** Adds what a new file begins with. */
  function begin({ isCut, size = 0 }: LineSink): void {
    const head = `${isCut ? '\n' : ''}${options.head?.(size === 0) ?? ''}`
    if (head === '') return
    lines.unshift(head)
    linesBytes += Buffer.byteLength(head)
  }

  function report(about: string, message: string): void {
    const nowMs = performance.now()
    const lastMs = reportedMs.get(about)
    if (lastMs !== undefined && nowMs - lastMs < reportMs) return
    reportedMs.set(about, nowMs)
    options.onProblem(`${title}: ${message}`)
  }

  function drop(): void {
    dropped++
    unreported++
    report(
      'dropped',
      `lines are dropped, because more than ${maxWaitingBytes} bytes wait to be written (${dropped} so far)`,
    )
  }

  function write(line: string): void {
    const size = Buffer.byteLength(line)
    if (isClosed || batch.length + linesBytes + size > maxWaitingBytes) {
      drop()
      return
    }
    markGap()
    lines.push(line)
    linesBytes += size
    if (linesBytes >= enoughBytes) start()
    else timer ??= setTimeout(start, collectMs).unref()
  }

  /** Says at its place how many lines are missing. */
  function markGap(): void {
    if (unreported === 0) return
    const gap = options.gap?.(unreported) ?? ''
    unreported = 0
    if (gap === '') return
    lines.push(gap)
    linesBytes += Buffer.byteLength(gap)
  }

  function start(): void {
    clearTimeout(timer)
    timer = undefined
    if (!isWriting) void writeAll()
  }

  async function writeAll(): Promise<void> {
    isWriting = true
    while (!mustEnd) {
      if (mustReopen) openAgain()
      if (batch.length === 0) {
        if (lines.length === 0) break
        batch = Buffer.from(lines.join(''))
        batchLines = lines.length
        lines = []
        linesBytes = 0
      }
      await writeSome()
    }
    isWriting = false
    for (const each of idle.splice(0)) each()
  }

  async function writeSome(): Promise<void> {
    try {
      sink ??= openSink(file)
      isInFlight = true
      const count = await sink.write(batch)
      isInFlight = false
      if (count > 0) isInLine = batch[count - 1] !== lineFeed
      fileBytes += count
      batch = batch.subarray(count)
      if (count === 0) await wait(fullMs, undefined, { ref: isClosed })
      if (batch.length > 0) return
      written += batchLines
      if (fileBytes >= maxFileBytes) rotate()
    } catch (error) {
      isInFlight = false
      const { code, message } = error as NodeJS.ErrnoException
      report(
        code ?? message,
        `cannot write \`${file}\` (${code ?? message}); lines wait, and it is tried again every second`,
      )
      await wait(retryMs, undefined, { ref: isClosed })
    }
  }

  function openAgain(): void {
    mustReopen = false
    if (file === standardOutput) return
    try {
      const next = openSink(file)
      // The rest of a line belongs to the other file, whose next writer finds it cut.
      skipRestOfLine()
      sink?.close()
      sink = next
      fileBytes = next.size ?? 0
      begin(next)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      report('reopen', `cannot open \`${file}\` again (${code ?? message}); the present file stays in use`)
    }
  }

  function skipRestOfLine(): void {
    if (!isInLine) return
    batch = batch.subarray(batch.indexOf(lineFeed) + 1)
    isInLine = false
    dropped++
  }

  function rotate(): void {
    if (sink?.size === undefined) return
    try {
      for (let index = keptFiles - 1; index >= 1; index--) {
        try {
          renameSync(`${file}.${index}`, `${file}.${index + 1}`)
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
        }
      }
      renameSync(file, `${file}.1`)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      report('rotate', `cannot rename \`${file}\` (${code ?? message}): it grows beyond its size`)
    }
    openAgain()
  }

  async function flush(withinMs: number): Promise<void> {
    if (lines.length === 0 && batch.length === 0 && !mustReopen) return
    const done = new Promise<void>((resolve) => idle.push(resolve))
    start()
    const stop = new AbortController()
    await Promise.race([done, wait(withinMs, undefined, { signal: stop.signal }).catch(() => {})])
    stop.abort()
  }

  return {
    write,
    reopen: () => {
      mustReopen = true
      start()
    },
    flush,
    close: async (withinMs = 2_000) => {
      if (isClosed) return
      isClosed = true
      markGap()
      await flush(withinMs)
      mustEnd = true
      clearTimeout(timer)
      const left = lines.length + (batch.length > 0 ? batchLines : 0)
      if (left > 0) {
        dropped += left
        options.onProblem(`${title}: ${left} lines could not be written before the end`)
      }
      forgetExit()
      sink?.close()
      sink = undefined
    },
    stats: () => ({ written, dropped, waitingBytes: batch.length + linesBytes }),
  }
}
