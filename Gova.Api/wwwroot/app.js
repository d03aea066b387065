// The live page. Everything that people wrote is shown as text, never as markup.
import { get, post } from './api.js';
import { Feed } from './feed.js';

const $ = id => document.getElementById(id);
const state = { moderators: [], chosen: null };
const feed = new Feed({ messages: $('messages'), actions: $('actions'), stream: $('stream') }, attempt);

/** Runs what a click asked for; shows why it failed, and the sign-in form when the session is over. */
async function attempt(work) {
  try {
    $('notice').textContent = '';
    await work();
  } catch (error) {
    if (error.status === 401) {
      showSignIn('Your session is over. Sign in again.');
    } else {
      $('notice').textContent = error.message;
    }
  }
}

function showSignIn(message = '') {
  feed.close();
  state.chosen = null;
  $('signed-in').hidden = true;
  $('account').hidden = true;
  $('signed-out').hidden = false;
  $('sign-in-error').textContent = message;
}

async function showLive(user) {
  $('username').textContent = user.username;
  feed.me = user.user_id;
  $('account').hidden = false;
  $('signed-out').hidden = true;
  $('signed-in').hidden = false;
  await loadModerators();
}

async function loadModerators() {
  state.moderators = (await get('/moderators/?limit=100')).data;
  state.chosen ??= (state.moderators.find(m => m.status === 'online') ?? state.moderators[0])?.moderator_id ?? null;
  renderModerators();
  if (state.chosen) await feed.watch(state.chosen);
}

function renderModerators() {
  $('moderators').replaceChildren(...state.moderators.map(moderatorCard));
  if (state.moderators.length === 0) $('moderators').textContent = 'This account has no moderator yet.';
}

function moderatorCard(moderator) {
  const card = $('moderator-template').content.cloneNode(true).firstElementChild;
  const online = moderator.status !== 'offline';
  card.classList.toggle('chosen', moderator.moderator_id === state.chosen);
  card.querySelector('.name').textContent = moderator.name;
  card.querySelector('.server').textContent = `${moderator.platform} ${moderator.platform_server_id}`;
  const status = card.querySelector('.status');
  status.textContent = moderator.status;
  status.classList.toggle('calm', online);
  const toggle = card.querySelector('.toggle');
  toggle.textContent = online ? 'Stop' : 'Start';
  toggle.addEventListener('click', () => attempt(async () => {
    toggle.disabled = true;
    try {
      await post(`/moderators/${moderator.moderator_id}/${online ? 'stop' : 'start'}`);
    } finally {
      await loadModerators();
    }
  }));
  card.querySelector('.choose').addEventListener('click', () => attempt(async () => {
    state.chosen = moderator.moderator_id;
    renderModerators();
    await feed.watch(state.chosen);
  }));
  return card;
}

$('sign-in').addEventListener('submit', async event => {
  event.preventDefault();
  const form = event.target;
  try {
    const answer = await post('/auth/login', Object.fromEntries(new FormData(form)));
    form.reset();
    $('sign-in-error').textContent = '';
    await attempt(() => showLive(answer.user));
  } catch (error) {
    $('sign-in-error').textContent = error.message;
  }
});

$('sign-out').addEventListener('click', () => attempt(async () => {
  await post('/auth/logout');
  showSignIn();
}));

try {
  await attempt(async () => showLive(await get('/auth/me')));
} finally {
  if ($('signed-in').hidden) showSignIn();
}
