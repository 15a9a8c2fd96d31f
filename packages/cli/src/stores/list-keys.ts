/** A subject in a shared store. Stores keep digests of keys, so that it has no name. */
export interface StoredSubject {
  /** What is counted, as the digest of the key of the limits, such as `ip/32/64`. */
  readonly subject: string
  /** Digest of the subject's key. */
  readonly digest: string
  /** Milliseconds until all of its quota is available again, if it sends no further requests. */
  readonly expiresInMs: number
}

/** Subjects that were found. */
export interface StoredSubjects {
  readonly subjects: readonly StoredSubject[]
  /** How many there are: at least, if not all keys were examined. */
  readonly found: number
  readonly isComplete: boolean
}

type SendCommand = (...args: readonly string[]) => Promise<unknown>

/** How many keys one step examines, and all steps together at most, so that a list never occupies a server for long. */
const stepKeys = 1_000
const mostKeys = 1_000_000

/**
 * Lists at most `max` subjects of a policy by SCAN, in no order, and counts all of them. `onProgress` is called after each step with the number of keys that
 * were found. Rejects if the server fails.
 */
export async function listKeys(
  sendCommand: SendCommand,
  prefix: string,
  tag: string,
  max: number,
  onProgress: (found: number) => void,
): Promise<StoredSubjects> {
  const start = `${prefix}:1:{${encodeURIComponent(tag.toWellFormed()) || '-'}`
  const pattern = `${start.replaceAll(/[*?[\]\\]/gu, String.raw`\$&`)}[:}]*`
  const subjects: StoredSubject[] = []
  // WHY a set: SCAN may return a key more than once.
  const seen = new Set<string>()
  let cursor = '0'
  for (let steps = 0; steps < mostKeys / stepKeys; steps++) {
    const answer = (await sendCommand('SCAN', cursor, 'MATCH', pattern, 'COUNT', String(stepKeys))) as [
      string,
      string[],
    ]
    for (const key of answer[1]) {
      // `<subject>:<digest>`, after the tag; places at once have further keys.
      const [subject, digest, ...others] = key
        .slice(start.length)
        .replaceAll(/^\}?:|\}$/gu, '')
        .split(':')
      if (subject === undefined || digest === undefined || others.length > 0 || seen.has(key)) continue
      seen.add(key)
      if (subjects.length >= max) continue
      const expiresInMs = Number(await sendCommand('PTTL', key))
      if (expiresInMs > 0) subjects.push({ subject: decodeURIComponent(subject), digest, expiresInMs })
    }
    onProgress(seen.size)
    cursor = String(answer[0])
    if (cursor === '0') return { subjects, found: seen.size, isComplete: true }
  }
  return { subjects, found: seen.size, isComplete: false }
}
