export { openYaml, type YamlValue } from './yaml-value.ts'
export { yamlFault, type YamlFault } from './yaml-fault.ts'
export { problemLines, type SpecProblem } from './yaml-problem.ts'
export { danglingAliases, tooManyAliases, yamlJson } from './yaml-aliases.ts'
