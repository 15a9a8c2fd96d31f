import type { Model, Test } from './model.ts'
import { addressSetName, botSetName, listSome, pathSetName, quoteValue, subjectName, windowName } from './names.ts'

/** A test as people write it in a policy, sets by their names or else by their first members. For reading, not for parsing. */
export function testText(test: Test, model: Model): string {
  switch (test.kind) {
    case 'ip-in':
      return `${subjectName(model, test.subject)} in ${bare(addressSetName(model, test.set))}`
    case 'ip-in-fact':
      return `${subjectName(model, test.subject)} in ${model.facts[test.fact]!.name}`
    case 'bot-in':
      return `bot in ${bare(botSetName(model, test.set))}`
    case 'bot-impersonates':
      return `bot impersonates ${bare(botSetName(model, test.set))}`
    case 'path-in':
      return `${test.subject} in ${bare(pathSetName(model, test.set))}`
    case 'text-in': {
      const subject = subjectName(model, test.subject)
      const [first, ...others] = test.values.map((value) => textValue(test.subject.kind, value))
      return others.length === 0 ? `${subject} == ${first}` : `${subject} in ${listSome([first!, ...others])}`
    }
    case 'text-match':
      return `${subjectName(model, test.subject)} ${test.operator.replace('-', ' ')} ${quoteValue(test.value)}`
    case 'text-same':
      return `${subjectName(model, test.subject)} == ${subjectName(model, test.other)}`
    case 'number-compare':
      return `${model.facts[test.fact]!.name} ${test.operator} ${test.value}`
    case 'flag':
      return model.facts[test.fact]!.name
    case 'present':
      return `${test.subject.kind === 'peer' ? 'peer' : subjectName(model, test.subject)} is present`
    case 'not-empty':
      return `${subjectName(model, test.subject)} is not empty`
    case 'now-in':
      return `now in ${bare(windowName(model, test.window))}`
  }
}

/** Methods are written without quotes. */
function textValue(subject: string, value: string): string {
  return subject === 'method' ? value : quoteValue(value)
}

function bare(name: string): string {
  return name.replaceAll('`', '')
}
