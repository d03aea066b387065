// Shows what a schema asks for: one row a member, members of members below them.
import { element, words } from './element.js';

const maxDepth = 4;

function resolve(schema, api) {
  return schema?.$ref ? { ...schema.$ref.slice(2).split('/').reduce((at, part) => at[part], api), description: schema.description } : schema;
}

const nameOf = schema => schema.$ref?.split('/').at(-1);

/** A schema in a few words: "string (uuid)", "list of ActionResponse", "a, b or c". */
export function typeOf(schema, api) {
  if (!schema) return 'anything';
  if (schema.oneOf) {
    const parts = schema.oneOf.filter(part => part.type !== 'null').map(part => typeOf(part, api));
    return parts.join(' or ') + (parts.length < schema.oneOf.length ? ' or null' : '');
  }
  const real = resolve(schema, api);
  if (real.enum) return real.enum.map(value => JSON.stringify(value)).join(', ');
  if (schema.$ref) return nameOf(schema);
  if (real.items) return `list of ${typeOf(real.items, api)}`;
  const types = [real.type ?? 'anything'].flat();
  const range = [real.minimum === undefined ? '' : `from ${real.minimum}`, real.maximum === undefined ? '' : `to ${real.maximum}`].filter(Boolean).join(' ');
  return types.filter(type => type !== 'null').join(' or ') + (real.format ? ` (${real.format})` : '')
    + (range ? ` ${range}` : '') + (types.includes('null') ? ' or null' : '');
}

/** The object within a list or a choice, whose members are worth showing. */
function objectIn(schema, api) {
  const part = schema?.oneOf?.find(choice => choice.type !== 'null') ?? schema;
  const real = resolve(part, api);
  return real?.items ? objectIn(real.items, api) : real?.properties ? real : undefined;
}

function rows(schema, api, prefix, depth, seen) {
  const object = objectIn(schema, api);
  if (!object || depth > maxDepth || seen.has(object.properties)) return [];
  const below = new Set(seen).add(object.properties);
  return Object.entries(object.properties).flatMap(([name, member]) => [
    element('tr', {},
      element('td', { class: 'name' }, prefix + name, object.required?.includes(name) ? element('span', { class: 'required', title: 'required' }, ' *') : ''),
      element('td', { class: 'type' }, typeOf(member, api)),
      element('td', {}, ...words(resolve(member.oneOf?.find(part => part.type !== 'null') ?? member, api)?.description))),
    ...rows(member, api, `${prefix}${name}${resolve(member, api)?.items ? '[]' : ''}.`, depth + 1, below),
  ]);
}

export function schemaTable(schema, api) {
  const all = rows(schema, api, '', 0, new Set());
  return all.length ? [element('div', { class: 'scroll' }, element('table', {}, ...all))] : [];
}
