export { danglingAliases, tooManyAliases, yamlJson } from './yaml-aliases.ts'
export { type SpecProblem, problemLines } from './yaml-problem.ts'
export { type YamlValue, openYaml } from './yaml-value.ts'
