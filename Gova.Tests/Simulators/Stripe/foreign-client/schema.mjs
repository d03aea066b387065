// Says what Stripe does not document: of requests, by the parameter types that its own library of the pinned api version ships,
// and of answers, by the types of its objects. Reads {calls, objects} as JSON and writes the complaints as a JSON array.
import path from 'node:path';
import { text } from 'node:stream/consumers';
import ts from 'typescript';

const operations = [
  ['POST', '/v1/customers', 'CustomerCreateParams'],
  ['GET', '/v1/customers', 'CustomerListParams'],
  ['GET', '/v1/customers/search', 'CustomerSearchParams'],
  ['GET', '/v1/customers/{id}', 'CustomerRetrieveParams'],
  ['POST', '/v1/customers/{id}', 'CustomerUpdateParams'],
  ['DELETE', '/v1/customers/{id}', 'CustomerDeleteParams'],
  ['GET', '/v1/prices', 'PriceListParams'],
  ['GET', '/v1/prices/{id}', 'PriceRetrieveParams'],
  ['GET', '/v1/products', 'ProductListParams'],
  ['GET', '/v1/products/{id}', 'ProductRetrieveParams'],
  ['POST', '/v1/checkout/sessions', 'Checkout.SessionCreateParams'],
  ['GET', '/v1/checkout/sessions', 'Checkout.SessionListParams'],
  ['GET', '/v1/checkout/sessions/{id}', 'Checkout.SessionRetrieveParams'],
  ['GET', '/v1/checkout/sessions/{id}/line_items', 'Checkout.SessionListLineItemsParams'],
  ['POST', '/v1/checkout/sessions/{id}/expire', 'Checkout.SessionExpireParams'],
  ['GET', '/v1/subscriptions', 'SubscriptionListParams'],
  ['GET', '/v1/subscriptions/{id}', 'SubscriptionRetrieveParams'],
  ['POST', '/v1/subscriptions/{id}', 'SubscriptionUpdateParams'],
  ['POST', '/v1/subscriptions/{id}/resume', 'SubscriptionResumeParams'],
  ['DELETE', '/v1/subscriptions/{id}', 'SubscriptionCancelParams'],
  ['GET', '/v1/invoices', 'InvoiceListParams'],
  ['GET', '/v1/invoices/upcoming', 'InvoiceRetrieveUpcomingParams'],
  ['GET', '/v1/invoices/{id}', 'InvoiceRetrieveParams'],
  ['POST', '/v1/invoices/{id}/pay', 'InvoicePayParams'],
  ['POST', '/v1/billing_portal/sessions', 'BillingPortal.SessionCreateParams'],
  ['GET', '/v1/events', 'EventListParams'],
  ['GET', '/v1/events/{id}', 'EventRetrieveParams'],
  ['POST', '/v1/test_helpers/test_clocks', 'TestHelpers.TestClockCreateParams'],
  ['POST', '/v1/test_helpers/test_clocks/{id}/advance', 'TestHelpers.TestClockAdvanceParams'],
  ['POST', '/v1/webhook_endpoints', 'WebhookEndpointCreateParams'],
];
const objects = {
  customer: 'Customer', price: 'Price', product: 'Product', subscription: 'Subscription', invoice: 'Invoice', payment_method: 'PaymentMethod',
  'checkout.session': 'Checkout.Session', 'billing_portal.session': 'BillingPortal.Session', 'test_helpers.test_clock': 'TestHelpers.TestClock',
  webhook_endpoint: 'WebhookEndpoint',
};

// The library declares the module "stripe"; ours asks for its types by name.
const named = [...operations.map(([, , type]) => type), ...Object.values(objects)];
const asked = path.resolve('asked.ts');
const source = `import Stripe from 'stripe';\nexport interface Asked {${named.map((type, at) => ` a${at}: Stripe.${type};`).join('')} }`;
const options = { strict: true, noEmit: true, types: [], lib: ['lib.es2022.d.ts'], skipLibCheck: true };
const host = ts.createCompilerHost(options);
const readSource = host.getSourceFile.bind(host);
host.getSourceFile = (file, ...rest) => (path.resolve(file) === asked ? ts.createSourceFile(file, source, ts.ScriptTarget.ES2022) : readSource(file, ...rest));
host.resolveModuleNames = (names) => names.map(() => undefined);
const program = ts.createProgram([path.resolve('node_modules/stripe-acacia/types/index.d.ts'), asked], options, host);
const checker = program.getTypeChecker();
const file = program.getSourceFile(asked);
const fields = new Map(checker.getTypeAtLocation(file.statements[1]).getProperties().map((field) => [field.name, checker.getTypeOfSymbol(field)]));
const typeOf = (name) => {
  const type = fields.get(`a${named.indexOf(name)}`);
  if (!type || type.flags & ts.TypeFlags.Any) {
    throw new Error(`The library has no type ${name}.`);
  }
  return type;
};

function parse(form) {
  const root = { children: new Map() };
  for (const [name, value] of new URLSearchParams(form)) {
    let node = root;
    for (const part of name.replaceAll(']', '').split('[')) {
      const key = part === '' ? `${node.children.size}` : part;
      node.children.has(key) || node.children.set(key, { children: new Map() });
      node = node.children.get(key);
    }
    node.value = value;
  }
  return root;
}

const parts = (type) => (type.isUnion() ? type.types.flatMap(parts) : [type]);
const isNothing = (type) => type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void);
const elementOf = (type) => (checker.isArrayType(type) ? checker.getTypeArguments(type)[0] : undefined);
const isObject = (type) => type.flags & ts.TypeFlags.Object && !checker.isArrayType(type);
const isOptional = (property) => property.flags & ts.SymbolFlags.Optional;

function fits(value, type) {
  if (type.isStringLiteral() || type.isNumberLiteral()) {
    return `${type.value}` === value;
  }
  return (type.flags & ts.TypeFlags.String && value !== '') || (type.flags & ts.TypeFlags.Number && /^-?\d+(\.\d+)?$/.test(value))
    || (type.flags & ts.TypeFlags.BooleanLiteral && checker.typeToString(type) === value);
}

function checkNode(node, type, at, complain) {
  const choices = parts(type).filter((choice) => !isNothing(choice));
  if (node.value !== undefined) {
    choices.some((choice) => fits(node.value, choice)) || complain(at, `"${node.value}" is not ${checker.typeToString(type)}`);
    return;
  }
  const element = choices.map(elementOf).find(Boolean);
  if (element && [...node.children.keys()].every((key) => /^\d+$/.test(key))) {
    node.children.forEach((child, key) => checkNode(child, element, `${at}[${key}]`, complain));
    return;
  }
  const shapes = choices.filter(isObject);
  if (shapes.length === 0) {
    complain(at, `has parts, and is documented as ${checker.typeToString(type)}`);
    return;
  }
  checkChildren(node, shapes, at, complain);
}

function checkChildren(node, shapes, at, complain) {
  for (const [key, child] of node.children) {
    const found = shapes.map((shape) => shape.getProperty(key) ? checker.getTypeOfSymbol(shape.getProperty(key)) : shape.getStringIndexType()).find(Boolean);
    found ? checkNode(child, found, at ? `${at}[${key}]` : key, complain) : complain(at ? `${at}[${key}]` : key, 'is not documented');
  }
  if (shapes.length === 1) {
    shapes[0].getProperties().filter((property) => !isOptional(property) && !node.children.has(property.name))
      .forEach((property) => complain(at ? `${at}[${property.name}]` : property.name, 'is missing'));
  }
}

function checkCall({ method, path: called, form }, complain) {
  const matches = ([verb, pattern]) => verb === method && new RegExp(`^${pattern.replace('{id}', '[a-z]+_[^/]+')}$`).test(called);
  const operation = operations.find(matches);
  operation ? checkChildren(parse(form), [typeOf(operation[2])], '', complain) : complain(`${method} ${called}`, 'is not an operation that is known here');
}

function checkValue(value, type, at, complain) {
  const choices = parts(type);
  if (value === null) {
    choices.some(isNothing) || complain(at, 'is null');
  } else if (Array.isArray(value)) {
    const element = choices.map(elementOf).find(Boolean);
    element ? value.forEach((item, index) => checkValue(item, element, `${at}[${index}]`, complain)) : complain(at, 'is a list');
  } else if (typeof value === 'object') {
    const shapes = choices.filter(isObject).filter((shape) => !('object' in value) || sameKind(shape, value));
    shapes.length > 0 ? checkObject(value, shapes[0], at, complain) : complain(at, 'is an object');
  } else if (!choices.some((choice) => fits(`${value}`, choice) || (value === '' && choice.flags & ts.TypeFlags.String))) {
    complain(at, `"${value}" is not ${checker.typeToString(type)}`);
  }
}

function sameKind(shape, value) {
  const kind = shape.getProperty('object');
  return kind && parts(checker.getTypeOfSymbol(kind)).some((choice) => choice.value === value.object) && 'deleted' in value === isDeleted(shape);
}

const isDeleted = (shape) => shape.symbol?.name.startsWith('Deleted') ?? false;

function checkObject(value, shape, at, complain) {
  for (const [name, item] of Object.entries(value)) {
    const property = shape.getProperty(name);
    const type = property ? checker.getTypeOfSymbol(property) : shape.getStringIndexType();
    type ? checkValue(item, type, at ? `${at}.${name}` : name, complain) : complain(at ? `${at}.${name}` : name, 'is not documented');
  }
  shape.getProperties().filter((property) => !isOptional(property) && !(property.name in value))
    .forEach((property) => complain(at ? `${at}.${property.name}` : property.name, 'is missing'));
}

const { calls = [], objects: answers = [] } = JSON.parse(await text(process.stdin));
const complaints = [];
calls.forEach((call, index) => checkCall(call, (at, problem) => complaints.push({ index, at, problem })));
answers.forEach((answer, index) => {
  const complain = (at, problem) => complaints.push({ index, at: `${answer.object}.${at}`, problem });
  objects[answer.object] ? checkValue(answer, typeOf(objects[answer.object]), '', complain) : complain('object', 'is of no known kind');
});
console.log(JSON.stringify(complaints));
