// The api, as the page uses it: JSON in and out, problems as errors.

export class Problem extends Error {
  constructor(status, details) {
    super(details?.detail ?? details?.title ?? `The api answered ${status}.`);
    this.status = status;
  }
}

function csrf() {
  const entry = document.cookie.split('; ').find(cookie => cookie.startsWith('gova_csrf='));
  return entry?.slice('gova_csrf='.length) ?? '';
}

async function call(method, path, body) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-Gova-Csrf'] = csrf();
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await response.text();
  const answer = text && response.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : null;
  if (!response.ok) throw new Problem(response.status, answer);
  return answer;
}

export const get = path => call('GET', path);
export const post = (path, body) => call('POST', path, body);
