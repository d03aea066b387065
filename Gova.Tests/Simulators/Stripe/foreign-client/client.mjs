// Bills with Stripe's own library as anybody would. Reads where the api is, and writes what it saw as JSON.
import { text } from 'node:stream/consumers';
import Stripe from 'stripe';

const { address, key, version } = JSON.parse(await text(process.stdin));
const { protocol, hostname, port } = new URL(address);
const connect = (secret, options = {}) => new Stripe(secret, {
  apiVersion: version, host: hostname, port, protocol: protocol.slice(0, -1), maxNetworkRetries: 0, telemetry: false, ...options,
});
const stripe = connect(key);
const order = (path, method, body) => fetch(new URL(`simulator/stripe${path}`, address), {
  method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' },
});

async function refusal(attempt) {
  try {
    await attempt();
    return { type: 'none' };
  } catch (error) {
    return { type: error.type, code: error.code, param: error.param, status: error.statusCode, decline: error.decline_code, known: error instanceof Stripe.errors.StripeError };
  }
}

const seen = {};
const prices = await stripe.prices.list({ lookup_keys: ['gova_pro_month'], expand: ['data.product'] });
seen.price = { count: prices.data.length, interval: prices.data[0].recurring.interval, product: prices.data[0].product.name };

const customer = await stripe.customers.create({ email: 'owner@gova.example', metadata: { user_id: '7' } }, { idempotencyKey: 'customer-7' });
const again = await stripe.customers.create({ email: 'owner@gova.example', metadata: { user_id: '7' } }, { idempotencyKey: 'customer-7' });
const reused = await refusal(() => stripe.customers.create({ email: 'other@gova.example' }, { idempotencyKey: 'customer-7' }));
seen.customer = { same: customer.id === again.id, found: (await stripe.customers.list({ email: 'owner@gova.example' })).data.length };

const checkout = () => stripe.checkout.sessions.create({
  mode: 'subscription',
  customer: customer.id,
  client_reference_id: '7',
  line_items: [{ price: prices.data[0].id, quantity: 1 }],
  allow_promotion_codes: true,
  subscription_data: { metadata: { user_id: '7' } },
  success_url: 'https://gova.example/done?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'https://gova.example/back',
});
const session = await checkout();
await order(`/checkouts/${session.id}/complete`, 'POST', {});
const complete = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription.latest_invoice', 'customer'] });
seen.checkout = { open: session.status, url: session.url, complete: complete.status, invoice: complete.subscription.latest_invoice.status, email: complete.customer.email };

await order(`/checkouts/${(await checkout()).id}/complete`, 'POST', {});
const subscriptions = [];
for await (const subscription of stripe.subscriptions.list({ customer: customer.id, status: 'all', limit: 1 })) {
  subscriptions.push(subscription);
}
seen.listed = subscriptions.map((subscription) => subscription.status);

const [last, first] = subscriptions;
seen.portal = (await stripe.billingPortal.sessions.create({ customer: customer.id, return_url: 'https://gova.example' })).url;
const ending = await stripe.subscriptions.update(first.id, { cancel_at_period_end: true });
const resumed = await stripe.subscriptions.update(first.id, { cancel_at_period_end: false });
const canceled = await stripe.subscriptions.cancel(last.id, { cancellation_details: { comment: 'enough' } });
seen.changes = { ending: ending.cancel_at === ending.current_period_end, resumed: resumed.cancel_at, canceled: canceled.status, comment: canceled.cancellation_details.comment };

await order(`/customers/${customer.id}/card`, 'PUT', { card: 'declines' });
await order('/clock', 'POST', { days: 32 });
const owed = (await stripe.invoices.list({ customer: customer.id, status: 'open' })).data[0];
seen.pastDue = { status: (await stripe.subscriptions.retrieve(first.id)).status, attempts: owed.attempt_count };
seen.events = (await stripe.events.list({ type: 'customer.subscription.*', limit: 100 })).data.map((event) => event.type);

seen.refusals = {
  parameter: await refusal(() => stripe.customers.create({ mail: 'x' })),
  missing: await refusal(() => stripe.subscriptions.retrieve('sub_none')),
  card: await refusal(() => stripe.invoices.pay(owed.id)),
  idempotency: reused,
  key: await refusal(() => connect('rk_live_none').customers.list()),
};
await order('', 'PUT', { rate_limit_next: 1 });
seen.refusals.limit = await refusal(() => stripe.customers.list());
await order('', 'PUT', { fail_next: 1 });
seen.refusals.outage = await refusal(() => stripe.customers.list());
// The library always asks once more when a kept connection was closed.
await order('', 'PUT', { drop_next: 2 });
seen.refusals.connection = await refusal(() => stripe.customers.list());

// The answer is lost after the effect; the library asks again with the key of its own that it made.
await order('', 'PUT', { lose_response_next: 1 });
await connect(key, { maxNetworkRetries: 2 }).customers.create({ email: 'once@gova.example' });
seen.once = (await stripe.customers.list({ email: 'once@gova.example' })).data.length;
console.log(JSON.stringify(seen));
