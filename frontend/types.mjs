// Writes the types of the result formats from their schemas: node types.mjs. With --check it only
// reports whether the types are current.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HOME = dirname(fileURLToPath(import.meta.url))

const FORMATS = [
  { schema: '../docs/result.schema.json', types: 'src/lib/schema/result.ts', root: 'Result' },
  { schema: '../docs/compare.schema.json', types: 'src/lib/schema/compare.ts', root: 'Compare' },
  { schema: '../docs/wrk.schema.json', types: 'src/lib/schema/wrk.ts', root: 'Wrk' },
]

/** Type of a schema. A keyword that has no equivalent only limits values, and is left out. */
function typeOf(schema, indent) {
  if (schema.const !== undefined) {
    return JSON.stringify(schema.const)
  }
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  }
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) {
    return choices.map((choice) => typeOf(choice, indent)).join(' | ')
  }
  const own = [schema.type ?? []].flat().map((type) => typeOfKind(type, schema, indent))
  if (schema.type === undefined && schema.properties !== undefined) {
    own.push(objectOf(schema, indent))
  }
  if (schema.$ref === undefined) {
    return own.length === 0 ? 'unknown' : own.join(' | ')
  }
  return [nameOf(schema.$ref.split('/').at(-1)), ...own].join(' & ')
}

function typeOfKind(type, schema, indent) {
  switch (type) {
    case 'integer':
      return 'number'
    case 'array':
      return `readonly (${typeOf(schema.items, indent)})[]`
    case 'object':
      return objectOf(schema, indent)
    default:
      return type
  }
}

function objectOf(schema, indent) {
  const inner = `${indent}  `
  const required = new Set(schema.required)
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, field]) =>
      `${inner}readonly ${name}${required.has(name) ? '' : '?'}: ${typeOf(field, inner)}\n`,
  )
  const parts = fields.length > 0 ? [`{\n${fields.join('')}${indent}}`] : []
  for (const [pattern, field] of Object.entries(schema.patternProperties ?? {})) {
    parts.push(`{ readonly [Name in ${namesOf(pattern)}]?: ${typeOf(field, inner)} }`)
  }
  if (typeof schema.additionalProperties === 'object') {
    parts.push(`Readonly<Record<string, ${typeOf(schema.additionalProperties, inner)}>>`)
  }
  // A named field beside others of any name has a type of its own.
  return parts.length === 0 ? 'object' : parts.join(` &\n${inner}`)
}

/** Template literal type of the names that a pattern such as `^ttft_p(50|95)$` matches. */
function namesOf(pattern) {
  const template = pattern
    .replace(/^\^|\$$/g, '')
    // A group of digits, whatever their number.
    .replace(/\((?=[^)]*\[)[0-9[\]{},?|+*-]+\)/g, `\${number}`)
    .replace(/\(([\w|]+)\)/g, (_, names) => `\${${unionOf(names.split('|'))}}`)
  if (/[()[\]\\+*?.]/.test(template.replace(/\$\{[^}]*\}/g, ''))) {
    throw new Error(`The pattern ${pattern} has no type. Write it with names in parentheses.`)
  }
  return `\`${template}\``
}

function unionOf(names) {
  return names.map((name) => `'${name}'`).join(' | ')
}

function nameOf(definition) {
  return definition
    .split('_')
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('')
}

/** Numbers that a result repeats at its top under a condition are optional there. */
function optionalParts(schema) {
  return (schema.allOf ?? [])
    .flatMap((part) => (part.then?.$ref === undefined ? [] : [part.then.$ref.split('/').at(-1)]))
    .map((name) => ` & Partial<${nameOf(name)}>`)
    .join('')
}

function typesOf({ schema: file, root }) {
  const schema = JSON.parse(readFileSync(join(HOME, file), 'utf8'))
  const { allOf: _, ...top } = schema
  const definitions = Object.entries(schema.$defs ?? {}).map(
    ([name, definition]) => `export type ${nameOf(name)} = ${typeOf(definition, '')}\n`,
  )
  return [
    `// Made by types.mjs from ${file.slice(3)}. Change the schema, and run: npm run types\n`,
    `export type ${root} = ${typeOf(top, '')}${optionalParts(schema)}\n`,
    ...definitions,
  ].join('\n')
}

const isCheck = process.argv[2] === '--check'
for (const format of FORMATS) {
  const path = join(HOME, format.types)
  const types = typesOf(format)
  if (!isCheck) {
    writeFileSync(path, types)
  } else if (readFileSync(path, 'utf8') !== types) {
    console.error(
      `frontend: ${format.types} is not what ${format.schema.slice(3)} says. Run: npm run types`,
    )
    process.exit(1)
  }
}
