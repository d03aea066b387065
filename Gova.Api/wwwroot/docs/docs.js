// The api's description as a page. Everything is set as text, never as markup.
import { schemaTable, typeOf } from './schema.js';
import { element, prose, words } from './element.js';

const $ = id => document.getElementById(id);
const methods = ['get', 'put', 'post', 'patch', 'delete'];
let api;

const resolve = value => value?.$ref ? value.$ref.slice(2).split('/').reduce((at, part) => at[part], api) : value;

function json(value) {
  return element('pre', {}, typeof value === 'string' ? value : JSON.stringify(value, null, 2));
}

function parameters(operation) {
  const rows = (operation.parameters ?? []).map(resolve).map(p => element('tr', {},
    element('td', { class: 'name' }, p.name, p.required ? element('span', { class: 'required', title: 'required' }, ' *') : ''),
    element('td', { class: 'type' }, `${p.in} · ${typeOf(p.schema, api)}`),
    element('td', {}, ...words(p.description), p.example === undefined ? '' : element('code', {}, ` ${p.example}`))));
  return rows.length ? [element('h4', {}, 'Parameters'), element('div', { class: 'scroll' }, element('table', {}, ...rows))] : [];
}

function content(holder) {
  return Object.entries(holder?.content ?? {}).flatMap(([type, media]) => [
    element('p', {}, element('code', {}, type), ` ${typeOf(media.schema, api)}`),
    ...schemaTable(media.schema, api),
    ...(media.example === undefined ? [] : [json(media.example)]),
    ...Object.values(media.examples ?? {}).map(example => json(resolve(example).value)),
  ]);
}

function body(operation) {
  return operation.requestBody ? [element('h4', {}, 'Request body'), ...content(resolve(operation.requestBody))] : [];
}

function answers(operation) {
  const rows = Object.entries(operation.responses).map(([status, reference]) => {
    const response = resolve(reference);
    const kind = status < '400' ? 'fine' : 'wrong';
    return lazily(element('details', { class: 'answer' },
      element('summary', {}, element('span', { class: `status ${kind}` }, status), ' ', ...words(response.description))), () => content(response));
  });
  return [element('h4', {}, 'Answers'), ...rows];
}

/** Fills a part when it is opened first: all at once would be thousands of rows. */
function lazily(details, fill) {
  details.addEventListener('toggle', () => {
    if (details.open && !details.dataset.filled) {
      details.dataset.filled = 'yes';
      details.append(...fill());
    }
  });
  return details;
}

function operationCard({ method, path, operation }) {
  const scope = operation['x-required-scope'];
  const role = operation['x-required-role'];
  return lazily(element('details', { class: 'operation', id: operation.operationId },
    element('summary', {},
      element('span', { class: `method ${method}` }, method.toUpperCase()),
      element('span', { class: 'path' }, path),
      element('span', { class: 'what' }, operation.summary ?? ''),
      role ? element('span', { class: 'badge', title: 'required role' }, role) : '',
      scope ? element('span', { class: 'badge', title: 'required scope of an api key' }, scope) : '')),
    () => [element('div', { class: 'body' },
      ...prose(operation.description), ...parameters(operation), ...body(operation), ...answers(operation))]);
}

function list(items) {
  return Object.entries(items ?? {}).flatMap(([path, item]) =>
    methods.filter(method => item[method]).map(method => ({ method, path, operation: item[method] })));
}

function show() {
  $('title').firstChild.textContent = `${api.info.title} `;
  const operations = list(api.paths);
  const groups = api.tags.map(tag => ({ ...tag, operations: operations.filter(o => o.operation.tags?.includes(tag.name)) }));
  const hooks = list(api.webhooks);
  if (hooks.length) groups.push({ name: 'events', description: 'What is sent to the endpoints that a team has registered.', operations: hooks });
  const sections = groups.map(group => element('section', { class: 'tag', id: `tag-${group.name}` },
    element('h2', {}, group.name), element('p', {}, ...words(group.description)), ...group.operations.map(operationCard)));
  $('operations').replaceChildren(element('div', { class: 'about' }, ...prose(api.info.description)), ...sections);
  $('contents').replaceChildren(...groups.map(group =>
    element('a', { href: `#tag-${group.name}` }, group.name, element('span', {}, ` ${group.operations.length}`))));
}

function search() {
  const words = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of document.querySelectorAll('.tag')) {
    let found = 0;
    for (const card of section.querySelectorAll('.operation')) {
      const text = `${card.id} ${card.querySelector('summary').textContent} ${section.id}`.toLowerCase();
      card.hidden = !words.every(word => text.includes(word));
      found += card.hidden ? 0 : 1;
    }
    section.hidden = found === 0;
  }
}

/** Opens what the address names, so that an operation can be linked to. */
function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named?.tagName === 'DETAILS') named.open = true;
  named?.scrollIntoView();
}

try {
  const response = await fetch('/openapi/v1.json');
  if (!response.ok) throw new Error(`The api answered ${response.status}.`);
  api = await response.json();
  show();
  $('search').addEventListener('input', search);
  window.addEventListener('hashchange', openNamed);
  openNamed();
} catch (error) {
  $('operations').replaceChildren(element('p', { role: 'alert' }, `The description cannot be read: ${error.message}`));
}
