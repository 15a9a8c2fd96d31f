import { instantForms, parseInstant } from '../parse-instant.ts'
import { readDuration } from '../read-duration.ts'
import { mergeRequests, readRequestSpec, requestKeys, type RequestSpec } from '@tidegate/request-specs'
import type { Step, StepTime } from './step.ts'
import type { YamlValue } from '@tidegate/yaml-values'

/** Keys of a step, including those of its request. */
export const stepKeys: readonly string[] = [
  ...requestKeys,
  'at',
  'after',
  'repeat',
  'within',
  'every',
  'reply',
  'lasts',
]

const maxRepeats = 1_000_000

/** Reads a step from the fields of a YAML map; its request inherits from `base`. */
export function readStep(value: YamlValue, fields: ReadonlyMap<string, YamlValue>, base: RequestSpec): Step {
  const repeat = readRepeat(fields.get('repeat'))
  const reply = fields.get('reply')?.number()
  const lastsMs = readLength(fields.get('lasts'))
  return {
    request: mergeRequests(base, readRequestSpec(fields)),
    time: readTime(fields),
    repeat,
    everyMs: readEvery(fields, repeat),
    ...(reply !== undefined && { reply }),
    ...(lastsMs !== undefined && { lastsMs }),
    line: value.line,
    column: value.column,
  }
}

/** Returns the text of an instant. Another text is reported as a problem, and the result is undefined. */
export function readAt(value: YamlValue | undefined): string | undefined {
  const text = value?.text()
  if (text === undefined || parseInstant(text, 0) !== undefined) return text
  value?.problem(`\`${text}\` is not a time`, `write it as ${instantForms}`)
  return undefined
}

function readTime(fields: ReadonlyMap<string, YamlValue>): StepTime {
  const after = fields.get('after')
  const at = fields.get('at')
  if (after !== undefined && at !== undefined)
    after.problem('`at` and `after` cannot be combined', 'leave out one of them')
  const text = readAt(at)
  if (text !== undefined) return { kind: 'at', text }
  const ms = readLength(after)
  return ms === undefined ? { kind: 'immediate' } : { kind: 'after', ms }
}

function readRepeat(value: YamlValue | undefined): number {
  const repeat = value?.number()
  if (repeat === undefined) return 1
  if (Number.isInteger(repeat) && repeat >= 1 && repeat <= maxRepeats) return repeat
  value?.problem(`expected a whole number from 1 to ${maxRepeats}`)
  return 1
}

function readEvery(fields: ReadonlyMap<string, YamlValue>, repeat: number): number {
  const within = readLength(fields.get('within'))
  const every = readLength(fields.get('every'))
  if (within !== undefined && every !== undefined)
    fields.get('every')?.problem('`every` and `within` cannot be combined', 'leave out one of them')
  if (!fields.has('repeat')) {
    for (const key of ['within', 'every'])
      fields.get(key)?.problem(`\`${key}\` requires \`repeat\``, 'add `repeat: 5` to the step')
  }
  if (every !== undefined) return every
  return within === undefined || repeat === 1 ? 0 : within / (repeat - 1)
}

function readLength(value: YamlValue | undefined): number | undefined {
  const text = value?.text()
  if (text === undefined) return undefined
  const ms = readDuration(text)
  if (ms === undefined) value?.problem(`\`${text}\` is not a duration`, 'write it as `10 s`, `500 ms` or `2 minutes`')
  return ms
}
