import type { OperatorProblem } from '@tidegate/gateway'
import { exitCodes, type ExitCode, type Io } from '../io.ts'
import { escapeTexts } from '../output/escape-texts.ts'
import { errorLines } from '../output/error-lines.ts'
import { jsonText } from '../output/json-text.ts'
import type { GatewayAnswer } from './ask-gateway.ts'

/** Shows the answer of a gateway: as JSON, as text, or the problem on standard error. `render` gets a copy whose texts are safe to show. */
export function showAnswer<Value>(
  answer: GatewayAnswer<Value>,
  asJson: boolean,
  io: Io,
  render: (value: Value) => string,
): ExitCode {
  if (asJson) io.raw(jsonText(answer))
  else if (answer.kind === 'done') io.out(render(escapeTexts(answer.value)))
  else io.err(problemLines(answer.problem))
  return answer.kind === 'done' ? exitCodes.good : codeOf(answer.problem)
}

function problemLines({ message, help, text, diagnostics }: OperatorProblem): string {
  const excerpt = text === undefined || diagnostics === undefined ? '' : `${text}\n`
  return excerpt === '' ? errorLines({ message, help }) : `${excerpt}${errorLines({ message: 'nothing was changed' })}`
}

/** WHY 1 for a statement: what was found is wrong in it, as `tidegate check` would say. */
function codeOf({ code }: OperatorProblem): ExitCode {
  return code === 'policy' || code === 'loosens' ? exitCodes.findings : exitCodes.couldNotRun
}
