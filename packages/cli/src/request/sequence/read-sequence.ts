import { mergeRequests, readRequestSpec, requestKeys, type RequestSpec } from '@tidegate/request-specs'
import { readAt, readStep, stepKeys } from './read-step.ts'
import { openYaml, type SpecProblem, type YamlValue } from '@tidegate/yaml-values'
import type { Step } from './step.ts'

/** Requests in order, and the time of the first one. */
export interface Sequence {
  readonly at?: string
  readonly steps: readonly Step[]
}

/**
 * Reads a sequence from YAML or JSON: a list of steps, or an object with `steps`, a `request` from which they inherit, and `at`. Other keys
 * of a test (`name`, `expect`) are allowed and ignored. All requests inherit from `base`.
 */
export function readSequence(
  text: string,
  file: string,
  base: RequestSpec,
): { readonly sequence: Sequence; readonly problems: readonly SpecProblem[] } {
  const { root, problems } = openYaml(text, file)
  const sequence = root === undefined ? { steps: [] } : readRoot(root, base)
  return { sequence, problems }
}

function readRoot(root: YamlValue, base: RequestSpec): Sequence {
  if (root.isList) return { steps: readSteps(root, base) }
  const fields = root.fields(['name', 'at', 'request', 'steps', 'expect'])
  const request = fields.get('request')
  const inherited = request === undefined ? base : mergeRequests(base, readRequestSpec(request.fields(requestKeys)))
  const steps = fields.get('steps')
  const at = readAt(fields.get('at'))
  if (steps === undefined) root.problem('expected `steps`', 'write a list of requests, or `steps:` with a list')
  return { ...(at !== undefined && { at }), steps: steps === undefined ? [] : readSteps(steps, inherited) }
}

function readSteps(list: YamlValue, base: RequestSpec): readonly Step[] {
  return list.items().map((item) => readStep(item, item.fields([...stepKeys, 'name', 'expect']), base))
}
