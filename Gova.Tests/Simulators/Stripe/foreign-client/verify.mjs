// Checks signatures of webhooks as receivers with Stripe's own library do. Reads deliveries and writes what became of each.
import { text } from 'node:stream/consumers';
import Stripe from 'stripe';

const { deliveries } = JSON.parse(await text(process.stdin));
const stripe = new Stripe('sk_test_none');
const verify = ({ payload, signature, secret }) => {
  try {
    const event = stripe.webhooks.constructEvent(payload, signature, secret);
    return { type: event.type, version: event.api_version };
  } catch (error) {
    return { refused: error.type };
  }
};
console.log(JSON.stringify(deliveries.map(verify)));
