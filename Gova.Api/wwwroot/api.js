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

async function send(method, path, body) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-Gova-Csrf'] = csrf();
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  return fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
}

let refreshing = null;

/** Renews the session, once for all who ask at the same time; false when it is over. */
export function refresh() {
  refreshing ??= send('POST', '/auth/refresh').then(response => response.ok, () => false).finally(() => { refreshing = null; });
  return refreshing;
}

async function call(method, path, body) {
  let response = await send(method, path, body);
  // The access token lasts for minutes, the session for weeks. What takes a password is refused for another reason.
  if (response.status === 401 && path !== '/auth/login' && await refresh()) response = await send(method, path, body);
  const text = await response.text();
  const answer = text && response.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : null;
  if (!response.ok) throw new Problem(response.status, answer);
  return answer;
}

export const get = path => call('GET', path);
export const post = (path, body) => call('POST', path, body);
export const remove = path => call('DELETE', path);
