const impactTotal = {
  type: 'object',
  additionalProperties: false,
  required: ['amount', 'unit', 'band'],
  properties: {
    amount: { type: 'number', multipleOf: 0.01 },
    // Sic, with a capital I and whatever the quantity: the backend compares this text.
    unit: { const: 'mg/I TP' },
    band: {
      type: 'object',
      additionalProperties: false,
      required: ['min', 'max'],
      properties: {
        min: { type: 'integer', minimum: 1, maximum: 4 },
        max: { type: 'integer', minimum: 1, maximum: 4 }
      }
    }
  }
}

const pounds = { type: 'number', minimum: 0, multipleOf: 0.01 }

/** Body of `PATCH /quotes/{reference}`, version 2, as the backend checks it. JSON Schema 2020-12. */
export const quotesRequestSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['edps'],
  properties: {
    edps: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['edpId', 'edpName', 'edpType', 'impact', 'levyGbp'],
        properties: {
          edpId: { anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^-?[0-9]+$' }] },
          edpName: { type: 'string', minLength: 1 },
          edpType: { const: 'NUTRIENT' },
          impact: {
            type: 'object',
            additionalProperties: false,
            required: ['nitrogenTotal', 'phosphorusTotal'],
            properties: { nitrogenTotal: impactTotal, phosphorusTotal: impactTotal }
          },
          levyGbp: {
            type: 'object',
            additionalProperties: false,
            required: ['min', 'max'],
            properties: { min: pounds, max: pounds }
          }
        }
      }
    }
  }
}
