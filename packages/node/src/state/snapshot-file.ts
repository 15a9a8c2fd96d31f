import { renameSync } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import { replaceNow } from './replace-now.ts'

/**
 * A file of parts, each with its length and checksum: `tidegate state 1\n`, then for each part its length and its CRC-32, as 32 bits in the byte order of
 * networks, and the part. The last part is empty, and its checksum is the number of parts.
 */
const magic = Buffer.from('tidegate state 1\n')
const headBytes = 8

/** Whether files can be read by their owner only: they contain a secret. */
const mode = 0o600

/** The parts of a file; undefined if it is another file, is cut off, or a checksum is wrong. */
export function readParts(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!file.subarray(0, magic.length).equals(magic)) return undefined
  const parts: Uint8Array[] = []
  let at = magic.length
  while (at + headBytes <= file.length) {
    const length = file.readUInt32BE(at)
    const sum = file.readUInt32BE(at + 4)
    at += headBytes
    if (length === 0) return sum === parts.length && at === file.length ? parts : undefined
    if (at + length > file.length) return undefined
    const part = file.subarray(at, at + length)
    if (crc32(part) !== sum) return undefined
    parts.push(part)
    at += length
  }
  return undefined
}

/**
 * Replaces a file by one with these parts: it is written next to the file, flushed to the disk, and renamed. Other work is done between two parts. Resolves
 * to the bytes that were written. Rejects with the error of the system; the file is then as it was.
 */
export async function replaceFile(path: string, parts: Iterable<Uint8Array>): Promise<number> {
  const beside = `${path}.new`
  await rm(beside, { force: true })
  let bytes = 0
  try {
    const file = await open(beside, 'wx', mode)
    try {
      for (const buffers of framed(parts)) {
        for (const buffer of buffers) {
          // WHY not `write` or `writev`: on a disk that becomes full, they write less without an error.
          await file.writeFile(buffer)
          bytes += buffer.length
        }
      }
      await file.sync()
    } finally {
      await file.close()
    }
    // WHY at once: at the end of the process, a renaming in another thread could replace what `replaceFileNow` has written.
    renameSync(beside, path)
  } catch (error) {
    // WHY: what was written must not keep a full disk full.
    await rm(beside, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(path)
  return bytes
}

/** As `replaceFile`, at once: for the end of the process. Throws the error of the system. */
export function replaceFileNow(path: string, parts: Iterable<Uint8Array>): void {
  // WHY another name: a file that is being written by `replaceFile` must not be renamed.
  replaceNow(path, buffersOf(parts), `${path}.last`)
}

function* buffersOf(parts: Iterable<Uint8Array>): Generator<Uint8Array, void> {
  for (const buffers of framed(parts)) yield* buffers
}

function* framed(parts: Iterable<Uint8Array>): Generator<readonly Uint8Array[], void> {
  yield [magic]
  let count = 0
  for (const part of parts) {
    count++
    yield [head(part.length, crc32(part)), part]
  }
  yield [head(0, count)]
}

function head(length: number, sum: number): Uint8Array {
  const bytes = Buffer.alloc(headBytes)
  bytes.writeUInt32BE(length, 0)
  bytes.writeUInt32BE(sum, 4)
  return bytes
}

/** WHY: without it, a crash of the machine may undo the renaming. Not all systems can flush a folder. */
async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle | undefined
  try {
    folder = await open(dirname(path), 'r')
    await folder.sync()
  } catch {
    // The file itself is whole in any case.
  } finally {
    await folder?.close()
  }
}
