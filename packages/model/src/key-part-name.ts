import type { KeyPart } from './model.ts'
import type { ModelTables } from './model-tables.ts'
import { subjectName } from './names.ts'

/** A part of a limit's key as a policy writes it after `per`: `ip`, `network(24, 48)`, `header("x-key")`. */
export function keyPartName(model: ModelTables, part: KeyPart): string {
  switch (part.kind) {
    case 'ip':
      if (part.v4 === 32 && part.v6 === 64) return 'ip'
      return part.v4 === 32 && part.v6 === 128 ? 'ip exact' : `network(${part.v4}, ${part.v6})`
    case 'fact':
      return model.facts[part.fact]!.name
    case 'text':
      return subjectName(model, part.subject)
  }
}
