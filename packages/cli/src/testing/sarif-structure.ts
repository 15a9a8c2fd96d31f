/**
 * Schema of the part of SARIF 2.1.0 (OASIS, §3.13 to §3.58) that the command line writes. It refuses all other names, so that a misspelt
 * property is found.
 */
export const sarifStructure: object = {
  type: 'object',
  required: ['version', 'runs'],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    version: { const: '2.1.0' },
    runs: { type: 'array', minItems: 1, items: { $ref: '#/$defs/run' } },
  },
  $defs: {
    message: closed({ text: { type: 'string', minLength: 1 } }),
    level: { enum: ['none', 'note', 'warning', 'error'] },
    artifactLocation: closed({
      uri: { type: 'string', pattern: "^[A-Za-z0-9._~!$&'()*+,;=:@%/-]+$" },
      uriBaseId: { type: 'string' },
    }),
    region: {
      oneOf: [
        closed({
          startLine: { type: 'integer', minimum: 1 },
          startColumn: { type: 'integer', minimum: 1 },
          endLine: { type: 'integer', minimum: 1 },
          endColumn: { type: 'integer', minimum: 1 },
        }),
        closed({ charOffset: { type: 'integer', minimum: 0 }, charLength: { type: 'integer', minimum: 0 } }),
      ],
    },
    physicalLocation: closed({
      artifactLocation: { $ref: '#/$defs/artifactLocation' },
      region: { $ref: '#/$defs/region' },
    }),
    run: closed({
      tool: closed({
        driver: closed({
          name: { type: 'string' },
          version: { type: 'string' },
          informationUri: { type: 'string', pattern: '^https://' },
          semanticVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' },
          rules: {
            type: 'array',
            uniqueItems: true,
            items: closed({
              id: { type: 'string' },
              shortDescription: { $ref: '#/$defs/message' },
              fullDescription: { $ref: '#/$defs/message' },
              help: closed({ text: { type: 'string', minLength: 1 }, markdown: { type: 'string', minLength: 1 } }),
              helpUri: { type: 'string', pattern: '^https://' },
              defaultConfiguration: closed({ level: { $ref: '#/$defs/level' } }),
            }),
          },
        }),
      }),
      columnKind: { const: 'utf16CodeUnits' },
      results: { type: 'array', items: { $ref: '#/$defs/result' } },
    }),
    result: closed(
      {
        ruleId: { type: 'string' },
        ruleIndex: { type: 'integer', minimum: 0 },
        level: { $ref: '#/$defs/level' },
        message: { $ref: '#/$defs/message' },
        locations: { type: 'array', items: closed({ physicalLocation: { $ref: '#/$defs/physicalLocation' } }) },
        relatedLocations: {
          type: 'array',
          items: closed({
            id: { type: 'integer' },
            physicalLocation: { $ref: '#/$defs/physicalLocation' },
            message: { $ref: '#/$defs/message' },
          }),
        },
        suppressions: {
          type: 'array',
          items: closed({
            kind: { enum: ['inSource', 'external'] },
            justification: { type: 'string', minLength: 1 },
            location: closed({ physicalLocation: { $ref: '#/$defs/physicalLocation' } }),
          }),
        },
        fixes: {
          type: 'array',
          items: closed({
            description: { $ref: '#/$defs/message' },
            artifactChanges: {
              type: 'array',
              minItems: 1,
              items: closed({
                artifactLocation: { $ref: '#/$defs/artifactLocation' },
                replacements: {
                  type: 'array',
                  minItems: 1,
                  items: closed({
                    deletedRegion: { $ref: '#/$defs/region' },
                    insertedContent: closed({ text: { type: 'string' } }),
                  }),
                },
              }),
            },
          }),
        },
      },
      ['relatedLocations', 'suppressions', 'fixes'],
    ),
  },
}

function closed(properties: Readonly<Record<string, object>>, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', properties, required, additionalProperties: false }
}
