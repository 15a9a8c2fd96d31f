import { close, constants, fstatSync, fsyncSync, openSync, readSync, write, writeSync } from 'node:fs'
import { Socket } from 'node:net'

/** An open file, pipe or socket that takes bytes without ever blocking the event loop. */
export interface LineSink {
  /** Writes some of the bytes, and resolves to their number: 0 if there is no room at present. Rejects with the error of the system. */
  readonly write: (bytes: Buffer) => Promise<number>
  /** Writes at once what fits, for the end of the process. Returns the number of bytes; 0 if that is not possible. */
  readonly writeNow: (bytes: Buffer) => number
  /** Size of a file in bytes; undefined for what is not a file. */
  readonly size: number | undefined
  /** Whether a file ends in the middle of a line, as after a crash. */
  readonly isCut: boolean
  readonly close: () => void
}

/** The name that stands for standard output. */
export const standardOutput = '-'

const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK } = constants

/**
 * Opens a file for appending, which is created with the permissions 0640, or standard output if `path` is `-`. Throws the error of the system.
 *
 * WHY not `process.stdout`: on Linux, it blocks the whole process while a pipe is full.
 */
export function openSink(path: string): LineSink {
  if (path !== standardOutput)
    // WHY O_NONBLOCK: a named pipe without a reader gives an error, and a full one makes no thread wait.
    return sinkOf(openSync(path, O_WRONLY | O_APPEND | O_CREAT | (O_NONBLOCK ?? 0), 0o640), path, true)
  const stats = fstatSync(1)
  if (stats.isSocket()) return sinkOfSocket()
  if (!stats.isFIFO()) return sinkOf(1, undefined, false)
  // A description of its own, so that other writers of standard output are not affected.
  return sinkOf(openSync('/dev/stdout', O_WRONLY | (O_NONBLOCK ?? 0)), undefined, true)
}

function sinkOf(fd: number, path: string | undefined, isOwn: boolean): LineSink {
  const stats = fstatSync(fd)
  const size = stats.isFile() ? stats.size : undefined
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        write(fd, bytes, 0, bytes.length, null, (error, written) => {
          if (error === null) resolve(written)
          else if (error.code === 'EAGAIN') resolve(0)
          else reject(error)
        })
      }),
    writeNow: (bytes) => {
      try {
        const written = writeSync(fd, bytes)
        if (size !== undefined) fsyncSync(fd)
        return written
      } catch {
        return 0
      }
    },
    size,
    isCut: path !== undefined && size !== undefined && size > 0 && !endsWithBreak(path, size),
    close: () => {
      if (isOwn) close(fd, () => {})
    },
  }
}

function endsWithBreak(path: string, size: number): boolean {
  try {
    const fd = openSync(path, constants.O_RDONLY)
    const last = Buffer.alloc(1)
    readSync(fd, last, 0, 1, size - 1)
    close(fd, () => {})
    return last[0] === lineFeed
  } catch {
    // A file that may be written but not read: an empty line more does no harm.
    return false
  }
}

const lineFeed = 10

/** Standard output that is a socket, as under systemd. */
function sinkOfSocket(): LineSink {
  const socket = new Socket({ fd: 1, readable: false, writable: true })
  socket.unref()
  let fail: ((error: Error) => void) | undefined
  socket.on('error', (error) => fail?.(error))
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        fail = reject
        socket.write(bytes, (error) => {
          if (error === undefined || error === null) resolve(bytes.length)
          else reject(error)
        })
      }),
    writeNow: () => 0,
    size: undefined,
    isCut: false,
    close: () => {},
  }
}
