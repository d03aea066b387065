// One moderator's messages and actions: the latest from the lists, then what the stream brings.
import { get, post, refresh, remove } from './api.js';

const KEPT = 200; // rows on the page
const FLAGGED = 0.5;
const RETRY = 5000; // after a refusal
const gravity = severity => severity === null ? '' : severity < 0.3 ? 'calm' : severity < 0.6 ? 'wary' : 'grave';
const words = status => status.replaceAll('_', ' ');
const clock = text => new Date(text).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });

function set(element, selector, text) {
  element.querySelector(selector).textContent = text ?? '';
}

export class Feed {
  #places;
  #attempt;
  #source = null;
  #moderator = null;
  #items = new Map(); // what is on the page, by id
  #severities = new Map();
  #statuses = new Map();
  #names = new Map(); // of users who spoke
  #claims = new Map(); // timers that end what is shown of a claim
  #counting = false;

  /** The account's id: what it has claimed itself it may decide. */
  me = null;

  constructor(places, attempt) {
    this.#places = places;
    this.#attempt = attempt;
  }

  close() {
    this.#source?.close();
    this.#source = null;
    this.#moderator = null;
    this.#show('');
  }

  /** Opens the stream first, then reads the lists: nothing between the two is missed, and what comes twice is shown once. */
  async watch(moderator) {
    if (moderator === this.#moderator) return;
    this.close();
    this.#moderator = moderator;
    this.#claims.forEach(timer => clearTimeout(timer));
    for (const seen of [this.#items, this.#severities, this.#statuses, this.#names, this.#claims]) seen.clear();
    this.#places.messages.replaceChildren();
    this.#places.actions.replaceChildren();
    this.#count();
    await this.#open(`/moderators/${moderator}`);
    const [evaluations, actions] = await Promise.all([
      get(`/moderators/${moderator}/evaluations?limit=100`), get(`/moderators/${moderator}/actions?limit=100`)]);
    if (moderator !== this.#moderator) return;
    // What the stream brought meanwhile is newer than the lists.
    evaluations.data.filter(e => !this.#items.has(e.event_id)).forEach(e => this.#evaluation(e));
    actions.data.filter(a => !this.#items.has(a.action_id)).forEach(a => this.#action(a));
  }

  #open(path) {
    return new Promise(opened => {
      const source = new EventSource(`${path}/live`);
      this.#source = source;
      source.addEventListener('open', () => { this.#show('live'); opened(); });
      source.addEventListener('evaluation', event => this.#evaluation(JSON.parse(event.data)));
      source.addEventListener('action', event => this.#action(JSON.parse(event.data)));
      source.addEventListener('error', () => {
        opened();
        if (source !== this.#source) return;
        this.#show('reconnecting');
        if (source.readyState === EventSource.CLOSED) {
          // Refused rather than interrupted: find out why, and begin anew where it may.
          const moderator = this.#moderator;
          this.#moderator = null;
          setTimeout(() => this.#attempt(async () => {
            await get(path);
            if (this.#moderator === null && source === this.#source) await this.watch(moderator);
          }), RETRY);
        }
      });
      source.addEventListener('end', event => {
        if (JSON.parse(event.data).reason === 'token_expired') refresh();
      });
    });
  }

  #show(text) {
    this.#places.stream.textContent = text;
    this.#places.stream.className = `badge ${text === 'live' ? 'calm' : 'wary'}`;
  }

  #evaluation(evaluation) {
    const item = this.#place(evaluation.event_id, evaluation.created_at, this.#places.messages, 'message-template');
    this.#severities.set(evaluation.event_id, evaluation.severity_score ?? 0);
    const context = evaluation.context ?? {};
    item.className = gravity(evaluation.severity_score);
    if (context.author_name) this.#names.set(evaluation.platform_user_id, context.author_name);
    set(item, '.author', context.author_name ?? evaluation.platform_user_id);
    set(item, '.channel', context.channel_name ? `#${context.channel_name}` : '');
    set(item, 'time', clock(evaluation.created_at));
    set(item, '.text', context.content ?? context.text);
    set(item, '.severity', evaluation.severity_score === null ? words(evaluation.status) : evaluation.severity_score.toFixed(2));
    set(item, '.tier', evaluation.decided_by === 'none' ? '' : evaluation.decided_by);
    set(item, '.reason', evaluation.reason);
    this.#count();
  }

  #action(action) {
    const item = this.#place(action.action_id, action.created_at, this.#places.actions, 'action-template');
    this.#statuses.set(action.action_id, action.status);
    const waiting = action.status === 'awaiting_approval';
    item.className = waiting ? 'wary' : action.status === 'completed' ? 'calm' : action.status === 'failed' ? 'grave' : '';
    set(item, '.type', action.action_type);
    set(item, '.target', this.#names.get(action.platform_user_id) ?? `user ${action.platform_user_id}`);
    set(item, '.status', words(action.status));
    set(item, 'time', clock(action.created_at));
    set(item, '.reason', action.reason);
    set(item, '.error', action.error_msg);
    const claim = waiting ? this.#claim(action, item) : null;
    if (!waiting) set(item, '.claim', '');
    item.querySelector('.decide').hidden = !(waiting && claim !== 'other') && action.status !== 'completed';
    for (const [button, shown, ask] of [
      ['.approve', waiting, () => post(`/actions/${action.action_id}/approve`)],
      ['.reject', waiting, () => post(`/actions/${action.action_id}/reject`)],
      ['.take', waiting && !claim, () => post(`/actions/${action.action_id}/claim`)],
      ['.release', claim === 'own', () => remove(`/actions/${action.action_id}/claim`)],
      ['.undo', action.status === 'completed', () => post(`/actions/${action.action_id}/undo`)],
    ]) {
      item.querySelector(button).hidden = !shown;
      item.querySelector(button).onclick = () => this.#ask(item, ask);
    }
    this.#count();
  }

  /** Shows who looks at an action, until that is over: 'own', 'other' or null. */
  #claim(action, item) {
    clearTimeout(this.#claims.get(action.action_id));
    const left = action.claimed_by ? new Date(action.claimed_until) - Date.now() : 0;
    if (left <= 0) {
      set(item, '.claim', '');
      return null;
    }
    this.#claims.set(action.action_id, setTimeout(() => this.#action({ ...action, claimed_by: null }), left));
    const own = action.claimed_by === this.me;
    const until = clock(action.claimed_until);
    set(item, '.claim', own ? `yours until ${until}` : `another reviewer has it until ${until}`);
    if (!own) {
      this.#attempt(async () => {
        const { claimed_by_name: name } = await get(`/actions/${action.action_id}`);
        if (name && item.querySelector('.claim').textContent) set(item, '.claim', `${name} has it until ${until}`);
      });
    }
    return own ? 'own' : 'other';
  }

  /** Sends what a click asks for and shows the action as it then is. */
  #ask(item, send) {
    const buttons = item.querySelectorAll('.decide button');
    return this.#attempt(async () => {
      buttons.forEach(button => { button.disabled = true; });
      try {
        this.#action(await send());
      } finally {
        buttons.forEach(button => { button.disabled = false; });
      }
    });
  }

  /** The row's element, new at its place by time or the one it has; the oldest beyond what is kept go. */
  #place(id, createdAt, list, template) {
    const existing = this.#items.get(id);
    if (existing) return existing;
    const item = document.getElementById(template).content.cloneNode(true).firstElementChild;
    this.#items.set(id, item);
    item.dataset.id = id;
    item.dataset.at = new Date(createdAt).toISOString();
    list.insertBefore(item, [...list.children].find(other => other.dataset.at <= item.dataset.at) ?? null);
    while (list.children.length > KEPT) {
      this.#items.delete(list.lastElementChild.dataset.id);
      list.lastElementChild.remove();
    }
    return item;
  }

  /** Counts everything seen since the page opened, once per frame however much arrives. */
  #count() {
    if (this.#counting) return;
    this.#counting = true;
    requestAnimationFrame(() => {
      this.#counting = false;
      const severities = [...this.#severities.values()];
      const statuses = [...this.#statuses.values()];
      const counts = {
        messages: severities.length,
        flagged: severities.filter(severity => severity >= FLAGGED).length,
        waiting: statuses.filter(status => status === 'awaiting_approval').length,
        completed: statuses.filter(status => status === 'completed').length,
      };
      for (const [name, value] of Object.entries(counts)) {
        document.querySelector(`[data-counter="${name}"]`).textContent = value;
      }
    });
  }
}
