// The published schemas as the registry takes them: one text that needs no other.
import { readFileSync, readdirSync } from 'node:fs';

const folder = new URL('../../schemas/', import.meta.url);

const files = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.avsc'))
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')))
    .map((schema) => [`${schema.namespace}.${schema.name}`, schema]),
);

/** The schema of a record with everything that it names in it, each at its first use, as Avro wants it. */
export function schemaOf(name) {
  const said = new Set();
  const whole = (part) => {
    if (typeof part === 'string') {
      return files.has(part) && !said.has(part) ? whole(files.get(part)) : part;
    }
    if (Array.isArray(part)) {
      return part.map(whole);
    }
    const copy = { ...part };
    if (copy.name && copy.namespace) {
      said.add(`${copy.namespace}.${copy.name}`);
    }
    if (copy.fields) {
      copy.fields = copy.fields.map((field) => ({ ...field, type: whole(field.type) }));
    }
    if (copy.type === 'array') {
      copy.items = whole(copy.items);
    }
    if (copy.type === 'map') {
      copy.values = whole(copy.values);
    }
    return copy;
  };
  return JSON.stringify(whole(`dev.sluice.event.${name}`));
}
