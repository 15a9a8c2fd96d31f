import type { LogFormat, LineReader } from '../formats/line-reader.ts'
import { chunkOf, type LogChunk } from '../log-chunk.ts'
import type { Wrapper } from './wrapper.ts'

/** Returns the format of lines that are wrapped like this, and are in another format inside. */
export function wrappedFormat(wrapper: Wrapper, format: LogFormat): LogFormat {
  return {
    ...format,
    name: `${format.name} in ${wrapper.name}`,
    open: (headers, zone, receivedMs) => createWrappedReader(wrapper, format, { headers, zone, receivedMs }),
  }
}

interface WrappedOptions {
  readonly headers: ReadonlySet<string>
  readonly zone: string | undefined
  readonly receivedMs: (() => number) | undefined
}

const unknownTime = (): number => Number.NaN

function createWrappedReader(
  wrapper: Wrapper,
  format: LogFormat,
  { headers, zone, receivedMs = unknownTime }: WrappedOptions,
): LineReader {
  const peeler = wrapper.open()
  // An outer collector received the line later than an inner one.
  const reader = format.open(headers, zone, () => {
    const { receivedMs: own } = peeler
    return Number.isNaN(own) ? receivedMs() : own
  })
  let chunk: LogChunk = chunkOf('')
  let isInChunk = false

  return {
    turnTo: (next) => {
      chunk = next
      isInChunk = false
      peeler.turnTo(next)
    },
    read: (start, end, record) => {
      const fault = peeler.peel(start, end)
      if (fault !== undefined) return fault
      const { text } = peeler
      if (text === undefined) {
        if (!isInChunk) reader.turnTo(chunk)
        isInChunk = true
        return reader.read(peeler.start, peeler.end, record)
      }
      isInChunk = false
      reader.turnTo(chunkOf(text))
      return reader.read(0, text.length, record)
    },
    unfinished: () => peeler.unfinished() + (reader.unfinished?.() ?? 0),
  }
}
