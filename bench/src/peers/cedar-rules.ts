import { validate, type ValidationCall } from '@cedar-policy/cedar-wasm/nodejs'

const text = { type: 'String' } as const

const schema: ValidationCall['schema'] = {
  '': {
    entityTypes: { Client: {}, Site: {} },
    actions: {
      request: {
        appliesTo: {
          principalTypes: ['Client'],
          resourceTypes: ['Site'],
          context: {
            type: 'Record',
            attributes: {
              path: text,
              method: text,
              host: text,
              agent: text,
              client: { ...text, required: false },
              ip: { type: 'Extension', name: 'ipaddr' },
            },
          },
        },
      },
    },
  },
}

/** Parses and validates Cedar policies. Throws an `Error` if they are not valid. */
export function validateCedar(policies: string): void {
  const answer = validate({ schema, policies: { staticPolicies: policies } })
  if (answer.type === 'failure') throw new Error(answer.errors[0]?.message ?? 'Cedar failed without a message')
  if (answer.validationErrors.length > 0) throw new Error(answer.validationErrors[0]!.error.message)
}
