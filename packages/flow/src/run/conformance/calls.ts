import { call, down, type ConformanceCase } from './case.ts';

const ok = { answer: () => ({ output: { ok: true } }) };
const http = (more: string): string => `do: [ { c: { call: http, with: { ${more} } } } ]`;

export const calls: readonly ConformanceCase[] = [
  {
    name: 'http puts out the answer',
    flow: `do: [ { c: ${call} } ]`,
    play: ok,
    completes: { ok: true },
    calls: [{ method: 'GET', endpoint: { uri: 'https://shop.example/' }, output: 'content', redirect: false }],
  },
  {
    name: 'http faults with the error of the call, at its task',
    flow: `do: [ { c: ${call} } ]`,
    play: { answer: () => ({ error: { ...down, instance: '/elsewhere' } }) },
    faults: { type: 'communication', status: 503, instance: '/do/0/c' },
  },
  {
    name: "a URI takes variables of the task's input",
    flow: http("method: get, endpoint: 'https://shop.example/pets/{petId}/{kind}'"),
    play: { input: { petId: 7, kind: 'a b' }, ...ok },
    completes: { ok: true },
    calls: [{ endpoint: { uri: 'https://shop.example/pets/7/a%20b' } }],
  },
  {
    name: 'a URI may be an expression',
    flow: http('method: get, endpoint: \'${ "https://" + .host + "/" }\''),
    play: { input: { host: 'x.example' }, ...ok },
    completes: { ok: true },
    calls: [{ endpoint: { uri: 'https://x.example/' } }],
  },
  {
    name: 'an endpoint may be a map',
    flow: http(
      "method: post, endpoint: { uri: 'https://shop.example/' }, body: { n: '${ .n + 1 }' }, headers: { x: '${ .n }' }, query: { q: a }, output: response, redirect: false",
    ),
    play: { input: { n: 1 }, ...ok },
    completes: { ok: true },
    calls: [
      {
        method: 'POST',
        body: { n: 2 },
        hasBody: true,
        headers: { x: 1 },
        query: { q: 'a' },
        output: 'response',
        redirect: false,
      },
    ],
  },
  {
    name: 'authentication goes with the endpoint',
    flow: http(
      "method: get, endpoint: { uri: 'https://shop.example/', authentication: { basic: { username: me, password: '${ .pw }' } } }",
    ),
    play: { input: { pw: 'x' }, ...ok },
    completes: { ok: true },
    calls: [{ endpoint: { authentication: { scheme: 'basic', username: 'me', password: 'x' } } }],
  },
  {
    name: 'authentication by name',
    flow: `use: { authentications: { a: { bearer: { token: t } } } }\n${http("method: get, endpoint: { uri: 'https://shop.example/', authentication: { use: a } }")}`,
    play: ok,
    completes: { ok: true },
    calls: [{ endpoint: { authentication: { scheme: 'bearer', token: 't' } } }],
  },
  {
    name: 'authentication from a secret names it only',
    flow: `use: { secrets: [ s ], authentications: { a: { bearer: { use: s } } } }\n${http("method: get, endpoint: { uri: 'https://shop.example/', authentication: { use: a } }")}`,
    play: ok,
    completes: { ok: true },
    calls: [{ endpoint: { authentication: { scheme: 'bearer', secret: 's' } } }],
  },
  {
    name: 'openapi names document, operation and parameters',
    flow: "do: [ { c: { call: openapi, with: { document: { endpoint: 'https://shop.example/openapi.json' }, operationId: getPet, parameters: { petId: '${ .id }' } } } } ]",
    play: { input: { id: 7 }, ...ok },
    completes: { ok: true },
    calls: [
      {
        operationId: 'getPet',
        parameters: { petId: 7 },
        document: { endpoint: { uri: 'https://shop.example/openapi.json' } },
      },
    ],
  },
  {
    name: 'grpc names service and method',
    flow: "do: [ { c: { call: grpc, with: { proto: { endpoint: 'https://shop.example/a.proto' }, service: { name: Greeter, host: localhost, port: 50051 }, method: SayHello, arguments: { name: '${ .n }' } } } } ]",
    play: { input: { n: 'Bo' }, ...ok },
    completes: { ok: true },
    calls: [{ method: 'SayHello', arguments: { name: 'Bo' } }],
  },
  {
    name: 'asyncapi publishes',
    flow: "do: [ { c: { call: asyncapi, with: { document: { endpoint: 'https://shop.example/asyncapi.json' }, operation: greet, message: { payload: { n: '${ .n }' } } } } } ]",
    play: { input: { n: 1 }, ...ok },
    completes: { ok: true },
    calls: [{ action: 'publish', operation: 'greet', payload: { n: 1 } }],
  },
  {
    name: 'messages of a subscription go through foreach',
    flow: "do: [ { c: { call: asyncapi, with: { document: { endpoint: 'https://shop.example/asyncapi.json' }, operation: hear, subscription: { consume: { amount: 2 }, foreach: { item: m, do: [ { s: { set: { n: '${ $m * 10 }' } } } ] } } } } } ]",
    play: { answer: () => ({ output: [1, 2] }) },
    completes: [{ n: 10 }, { n: 20 }],
    calls: [{ action: 'subscribe', consume: { kind: 'amount', amount: 2 } }],
  },
  {
    name: 'mcp names transport and method',
    flow: "do: [ { c: { call: mcp, with: { method: tools/call, parameters: { name: t }, transport: { http: { endpoint: 'https://mcp.example/' } } } } } ]",
    play: ok,
    completes: { ok: true },
    calls: [{ method: 'tools/call', transport: { kind: 'http', endpoint: { uri: 'https://mcp.example/' } } }],
  },
  {
    name: 'a2a names server and method',
    flow: "do: [ { c: { call: a2a, with: { server: 'https://a.example/', method: message/send, parameters: { n: 1 } } } } ]",
    play: ok,
    completes: { ok: true },
    calls: [{ method: 'message/send', parameters: { n: 1 } }],
  },
  {
    name: 'a function of the workflow sees its arguments',
    flow: "use: { functions: { double: { set: { n: '${ .n * 2 }' } } } }\ndo: [ { c: { call: double, with: { n: '${ .x }' } } } ]",
    play: { input: { x: 4 } },
    completes: { n: 8 },
    calls: [],
  },
  {
    name: 'a function checks its input',
    flow: 'use: { functions: { f: { input: { schema: { document: { required: [ id ] } } }, set: { n: 1 } } } }\ndo: [ { c: { call: f, with: { no: 1 } } } ]',
    faults: { type: 'validation', status: 400, instance: '/use/functions/f' },
  },
  {
    name: 'a function may call',
    flow: "use: { functions: { get: { call: http, with: { method: get, endpoint: 'https://shop.example/{id}' } } } }\ndo: [ { c: { call: get, with: { id: 5 } } } ]",
    play: ok,
    completes: { ok: true },
    calls: [{ endpoint: { uri: 'https://shop.example/5' } }],
  },
  {
    name: 'two calls of a function do not share a key',
    flow: `use: { functions: { get: ${call} } }\ndo: [ { f: { fork: { branches: [ { a: { call: get } }, { b: { call: get } } ] } } } ]`,
    play: { answer: (_, nth) => ({ output: nth }) },
    completes: [1, 2],
  },
  {
    name: 'an error in a function can be caught',
    flow: `use: { functions: { get: ${call} } }\ndo: [ { t: { try: [ { c: { call: get } } ], catch: { do: [ { s: { set: { caught: true } } } ] } } } ]`,
    play: { answer: () => ({ error: down }) },
    completes: { caught: true },
  },
  {
    name: 'a cataloged function goes out with its catalog',
    flow: "use: { catalogs: { global: { endpoint: { uri: 'https://cat.example/' } } } }\ndo: [ { c: { call: 'log:0.5.2@global', with: { message: hi } } } ]",
    play: ok,
    completes: { ok: true },
    calls: [
      {
        function: {
          kind: 'catalog',
          name: 'log',
          version: '0.5.2',
          catalog: 'global',
          endpoint: { uri: 'https://cat.example/' },
        },
        arguments: { message: 'hi' },
      },
    ],
  },
  {
    name: "the runtime's own catalog needs no declaration",
    flow: "do: [ { c: { call: 'supply.order.place:1.0.0@default', with: { orderId: '${ .id }' } } } ]",
    play: { input: { id: 'o1' }, ...ok },
    completes: { ok: true },
    calls: [
      { function: { name: 'supply.order.place', version: '1.0.0', catalog: 'default' }, arguments: { orderId: 'o1' } },
    ],
  },
  {
    name: 'a function at a URI',
    flow: "do: [ { c: { call: 'https://cat.example/f/function.yaml', with: { n: 1 } } } ]",
    play: ok,
    completes: { ok: true },
    calls: [{ function: { kind: 'uri', uri: 'https://cat.example/f/function.yaml' } }],
  },
  {
    name: '$authorization tells the scheme and the parameter of the call',
    flow: "do: [ { c: { call: http, with: { method: get, endpoint: { uri: 'https://shop.example/', authentication: { bearer: { token: '${ .token }' } } } }, output: { as: '$authorization' } } } ]",
    play: { input: { token: 'abc' }, answer: () => ({ output: null }) },
    completes: { scheme: 'Bearer', parameter: 'abc' },
  },
  {
    name: 'the parameter of basic authentication is encoded',
    flow: "do: [ { c: { call: http, with: { method: get, endpoint: { uri: 'https://shop.example/', authentication: { basic: { username: ada, password: pw } } } }, output: { as: '$authorization' } } } ]",
    play: { answer: () => ({ output: null }) },
    completes: { scheme: 'Basic', parameter: 'YWRhOnB3' },
  },
  {
    name: '$authorization keeps secrets to itself',
    flow: "use: { secrets: [ s ] }\ndo: [ { c: { call: http, with: { method: get, endpoint: { uri: 'https://shop.example/', authentication: { bearer: { token: '${ $secrets.s }' } } } }, output: { as: '$authorization' } } } ]",
    play: { answer: () => ({ output: null }) },
    completes: { scheme: 'Bearer', parameter: null },
  },
  {
    name: '$authorization is null without authentication',
    flow: "do: [ { c: { call: http, with: { method: get, endpoint: 'https://shop.example/' }, output: { as: '[$authorization]' } } } ]",
    play: { answer: () => ({ output: null }) },
    completes: [null],
  },
  {
    name: 'a script puts out its standard output',
    flow: "do: [ { r: { run: { script: { language: js, code: 'console.log(1)', arguments: [ a ], environment: { E: e }, stdin: in } } } } ]",
    play: { answer: () => ({ output: { code: 0, stdout: '1\n', stderr: '' } }) },
    completes: '1\n',
    calls: [{ language: 'js', arguments: ['a'], environment: { E: 'e' }, stdin: 'in' }],
  },
  {
    name: 'return: code',
    flow: "do: [ { r: { run: { script: { language: js, code: 'x' }, return: code } } } ]",
    play: { answer: () => ({ output: { code: 3, stdout: '', stderr: 'e' } }) },
    completes: 3,
  },
  {
    name: 'return: stderr',
    flow: "do: [ { r: { run: { script: { language: js, code: 'x' }, return: stderr } } } ]",
    play: { answer: () => ({ output: { code: 3, stdout: '', stderr: 'e' } }) },
    completes: 'e',
  },
  {
    name: 'return: all',
    flow: "do: [ { r: { run: { script: { language: js, code: 'x' }, return: all } } } ]",
    play: { answer: () => ({ output: { code: 3, stdout: 'o', stderr: 'e' } }) },
    completes: { code: 3, stdout: 'o', stderr: 'e' },
  },
  {
    name: 'return: none',
    flow: "do: [ { r: { run: { script: { language: js, code: 'x' }, return: none } } } ]",
    play: { answer: () => ({ output: { code: 0, stdout: 'o', stderr: '' } }) },
    completes: null,
  },
  {
    name: 'a process that failed and whose code nobody asks for faults',
    flow: "do: [ { r: { run: { script: { language: js, code: 'x' } } } } ]",
    play: { answer: () => ({ output: { code: 1, stdout: 'o', stderr: 'Error: no' } }) },
    faults: { type: 'runtime', status: 500, instance: '/do/0/r' },
  },
  {
    name: 'return: none does not hide that a process failed',
    flow: "do: [ { r: { run: { script: { language: js, code: 'x' }, return: none } } } ]",
    play: { answer: () => ({ output: { code: 1, stdout: 'o', stderr: 'Error: no' } }) },
    faults: { type: 'runtime', status: 500, instance: '/do/0/r' },
  },
  {
    name: 'what is not awaited gives its input on at once',
    flow: "do: [ { r: { run: { script: { language: js, code: 'x' }, await: false } } } ]",
    play: { input: { n: 1 } },
    completes: { n: 1 },
  },
  {
    name: 'a workflow runs another and puts out what it does',
    flow: "do: [ { r: { run: { workflow: { namespace: test, name: child, version: '0.1.0', input: { n: '${ .x }' } } } } } ]",
    play: {
      input: { x: 4 },
      workflows: {
        child:
          "document: { dsl: '1.0.3', namespace: test, name: child, version: '0.1.0' }\ndo: [ { a: { set: { m: '${ .n * 2 }' } } } ]",
      },
    },
    completes: { m: 8 },
  },
  {
    name: 'an error of another workflow faults at the task that runs it',
    flow: "do: [ { r: { run: { workflow: { namespace: test, name: child, version: '0.1.0' } } } } ]",
    play: {
      workflows: {
        child:
          "document: { dsl: '1.0.3', namespace: test, name: child, version: '0.1.0' }\ndo: [ { a: { raise: { error: { type: 'urn:x', status: 410 } } } } ]",
      },
    },
    faults: { type: 'urn:x', status: 410, instance: '/do/0/r' },
  },
  {
    name: 'shell goes out as a call, to be refused or not',
    flow: "do: [ { r: { run: { shell: { command: 'ls' } } } } ]",
    play: { answer: () => ({ output: { code: 0, stdout: 'x', stderr: '' } }) },
    completes: 'x',
    calls: [{ command: 'ls' }],
  },
  {
    name: 'container goes out as a call, to be refused or not',
    flow: "do: [ { r: { run: { container: { image: 'hello-world' } } } } ]",
    play: { answer: () => ({ output: { code: 0, stdout: 'x', stderr: '' } }) },
    completes: 'x',
    calls: [{ image: 'hello-world' }],
  },
  {
    name: 'an answer that is late still counts',
    flow: `do: [ { c: ${call} } ]`,
    play: { answer: () => ({ output: 1, lateMs: 86_400_000 }) },
    completes: 1,
    endsAtMs: 86_400_000,
  },
  {
    name: 'an answer after the timeout does not count',
    flow: `do: [ { t: { try: [ { c: { call: http, with: { method: get, endpoint: 'https://shop.example/' }, timeout: { after: PT1S } } } ], catch: { do: [ { w: { wait: PT5S } }, { s: { set: { late: true } } } ] } } } ]`,
    play: { answer: () => ({ output: 1, lateMs: 3_000 }) },
    completes: { late: true },
  },
];

const log = (phase: string): string =>
  `{ ${phase}Log: { call: http, with: { method: post, endpoint: 'https://log.example/', body: { at: '\${ $task.reference }' } } } }`;

export const extensions: readonly ConformanceCase[] = [
  {
    name: 'an extension runs before and after each task',
    flow: `use: { extensions: [ { logging: { extend: all, before: [ ${log('before')} ], after: [ ${log('after')} ] } } ] }\ndo: [ { a: { set: { n: 1 } } } ]`,
    play: { answer: () => ({ output: 'logged' }) },
    completes: { n: 1 },
    calls: [{}, {}],
  },
  {
    name: 'an extension is for its kind of task only',
    flow: `use: { extensions: [ { logging: { extend: wait, before: [ ${log('before')} ] } } ] }\ndo: [ { a: { set: { n: 1 } } } ]`,
    completes: { n: 1 },
    calls: [],
  },
  {
    name: 'composite extends do',
    flow: `use: { extensions: [ { logging: { extend: composite, before: [ ${log('before')} ] } } ] }\ndo: [ { a: { do: [ { b: { set: { n: 1 } } } ] } } ]`,
    play: { answer: () => ({ output: 1 }) },
    completes: { n: 1 },
    calls: [{}],
  },
  {
    name: 'an extension applies when its condition says so',
    flow: `use: { extensions: [ { logging: { extend: set, when: '.n == 2', before: [ ${log('before')} ] } } ] }\ndo: [ { a: { set: { n: 2 } } }, { b: { set: { n: 3 } } } ]`,
    play: { answer: () => ({ output: 1 }) },
    completes: { n: 3 },
    calls: [{}],
  },
  {
    name: 'exit before a task stands in for it',
    flow: `use: { extensions: [ { mock: { extend: call, before: [ { m: { set: { mocked: true }, then: exit } } ] } } ] }\ndo: [ { c: ${call} } ]`,
    completes: { mocked: true },
    calls: [],
  },
  {
    name: "the condition may read the task's definition",
    flow: `use: { extensions: [ { mock: { extend: call, when: '$task.with.endpoint == "https://shop.example/"', before: [ { m: { set: { mocked: true }, then: exit } } ] } } ] }\ndo: [ { c: ${call} } ]`,
    completes: { mocked: true },
    calls: [],
  },
  {
    name: 'what an extension runs is not extended',
    flow: `use: { extensions: [ { logging: { extend: all, before: [ ${log('before')} ] } } ] }\ndo: [ { c: ${call} } ]`,
    play: { answer: (_, nth) => ({ output: nth }) },
    completes: 2,
    calls: [{}, {}],
  },
  {
    name: 'an error in an extension faults the task',
    flow: `use: { extensions: [ { check: { extend: set, before: [ { no: { raise: { error: { type: 'urn:no', status: 403 } } } } ] } } ] }\ndo: [ { a: { set: { n: 1 } } } ]`,
    faults: { type: 'urn:no', status: 403 },
  },
  {
    name: 'several extensions run in their order',
    flow: `use: { extensions: [ { one: { extend: set, before: [ { x: { emit: { event: { with: { type: one } } } } } ] } }, { two: { extend: set, before: [ { y: { emit: { event: { with: { type: two } } } } } ] } } ] }\ndo: [ { a: { set: { n: 1 } } } ]`,
    completes: { n: 1 },
    emits: [{ type: 'one' }, { type: 'two' }],
  },
];
