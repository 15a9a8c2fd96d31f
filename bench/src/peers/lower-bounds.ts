import type { SyncContender } from '../harness/contender.ts'

/*
 * Work that no structure can avoid, next to which a benchmark shows how far its figures are from what is possible.
 */

const note = 'answers nothing'
const bytesOfLine = 64

/** The name of the least that a counter per address does: reading the clock and the text, and changing one place in as much memory. */
export const countingBound = 'lower bound: the clock, the text, and one place in as much memory'

/** Reading the characters of a text one by one. */
export const readingText: SyncContender<string> = { name: 'lower bound: reading the text', run: mixCharacters, note }

/** Reading a text, and then a place in this much memory that depends on it. */
export function readingMemory(bytes: number): SyncContender<string> {
  const read = createReader(bytes)
  return {
    name: 'lower bound: reading the text, and one place in as much memory',
    run: (text) => read(mixCharacters(text)),
    note,
  }
}

/** Writing a text out as bytes, and reading those at every third place. */
export function readingBytes(maxCharacters: number): SyncContender<string> {
  const encoder = new TextEncoder()
  const bytes = new Uint8Array(3 * maxCharacters + 4)
  const view = new DataView(bytes.buffer)
  return {
    name: 'lower bound: writing the text out, and reading every third word',
    run: (text) => {
      const end = encoder.encodeInto(text, bytes).written
      let mixed = 0
      for (let at = 0; at < end; at += 3) mixed ^= view.getUint32(at, true) | 0
      return mixed
    },
    note,
  }
}

/**
 * Returns a function that changes a place in this much memory, chosen by a number, and returns what it contained. WHY: pages that were never written
 * would share their memory.
 */
export function createReader(bytes: number): (mixed: number) => number {
  const words = new Uint32Array(Math.max(bytes, bytesOfLine) >>> 2)
  const lines = Math.floor(words.byteLength / bytesOfLine)
  return (mixed) => {
    const at = Math.floor((Math.imul(mixed, 0x9e3779b1) >>> 0) * (lines / 2 ** 32)) * (bytesOfLine >>> 2)
    return words[at]!++
  }
}

/** A number from all characters of a text. */
export function mixCharacters(text: string): number {
  let mixed = 0
  for (let at = 0; at < text.length; at++) mixed = (Math.imul(mixed, 31) + text.charCodeAt(at)) | 0
  return mixed
}
