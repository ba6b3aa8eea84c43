// What stands in the settings of a node, read from the flow language's JSON Schema. Pure.

/** @typedef {Record<string, any>} Schema */
/**
 * @typedef {object} Member
 * @property {string} name
 * @property {string} help
 * @property {Shape} shape
 * @property {boolean} required
 * @property {any} fallback what holds when it is left out
 */
/**
 * @typedef {object} Shape
 * @property {'spoken' | 'name' | 'expression' | 'text' | 'number' | 'flag' | 'choice' | 'several' | 'words' | 'records' | 'levels' | 'json'} is
 * @property {boolean} [nothing] may be nothing: null
 * @property {string} [of] what a name is the name of
 * @property {number} [least]
 * @property {number} [most]
 * @property {boolean} [whole]
 * @property {string} [pattern]
 * @property {readonly string[]} [choices]
 * @property {readonly Member[]} [members] of each record
 */

/** @param {Schema} schema @returns {Shape} */
export function shapeOf(schema) {
  const [first, second] = schema.anyOf ?? []
  if (schema['x-spoken']) return { is: 'spoken' }
  if (second?.type === 'null') return { ...shapeOf(first), nothing: true }
  if (schema.enum) return { is: 'choice', choices: schema.enum }
  switch (schema.type) {
    case 'string':
      if (schema['x-names']) return { is: 'name', of: schema['x-names'], pattern: schema.pattern }
      return schema['x-expression'] ? { is: 'expression' } : { is: 'text', pattern: schema.pattern }
    case 'integer':
    case 'number':
      return { is: 'number', least: schema.minimum, most: schema.maximum, whole: schema.type === 'integer' }
    case 'boolean':
      return { is: 'flag' }
    case 'array':
      if (schema.items.enum) return { is: 'several', choices: schema.items.enum, most: schema.maxItems }
      if (schema.items.properties) return { is: 'records', members: membersOf(schema.items) }
      return { is: 'words', pattern: schema.items.pattern }
    case 'object':
      return schema.additionalProperties?.type === 'integer'
        ? { is: 'levels', of: schema.propertyNames?.['x-names'], least: schema.additionalProperties.minimum, most: schema.additionalProperties.maximum }
        : { is: 'json' }
    default:
      return { is: 'json' }
  }
}

/** @param {Schema} schema of an object @returns {Member[]} */
export const membersOf = (schema) =>
  Object.entries(/** @type {Record<string, Schema>} */ (schema.properties))
    .filter(([name]) => name !== 'kind' && name !== 'exits')
    .map(([name, member]) => ({
      name,
      help: member.description ?? '',
      shape: shapeOf(member),
      required: (schema.required ?? []).includes(name),
      fallback: member.default,
    }))

/** What a new record, or a new node, begins with: only what it cannot do without. @param {readonly Member[]} members */
export const blank = (members) =>
  Object.fromEntries(members.filter((member) => member.required).map(({ name, shape }) => [name, emptyOf(shape)]))

/** @param {Shape} shape @returns {any} */
function emptyOf(shape) {
  switch (shape.is) {
    case 'number':
      return shape.least ?? 0
    case 'flag':
      return false
    case 'choice':
      return shape.choices?.[0]
    case 'several':
    case 'words':
    case 'records':
      return []
    case 'levels':
    case 'json':
      return {}
    default:
      return ''
  }
}

/** Why a text does not fit its pattern; null when it does. The schema's patterns are those of JavaScript. @param {Shape} shape @param {string} text */
export const fits = (shape, text) => !shape.pattern || new RegExp(shape.pattern, 'u').test(text)

/**
 * Where a fault is: the member of the node that has it.
 * @param {string} at a JSON pointer into the flow @returns {{node: string | null, path: string[]}}
 */
export function placeOf(at) {
  const steps = at.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  return steps[0] === 'nodes' && steps[1] ? { node: steps[1], path: steps.slice(2) } : { node: null, path: steps }
}
