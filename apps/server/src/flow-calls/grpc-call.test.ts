import type { JsonObject } from '@barrow/flow';
import grpc from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEgress } from '../platform/egress.ts';
import { startService, type Service } from './call-fixture.ts';
import { performCall } from './perform-call.ts';

const proto = `
syntax = "proto3";
package shop.v1;
import "google/protobuf/timestamp.proto";
enum Mood { UNKNOWN = 0; GLAD = 1; }
message Ask { string first_name = 1; int64 count = 2; Mood mood = 3; }
message Answer { string text = 1; int64 count = 2; Mood mood = 3; repeated string tags = 4; string key = 5; google.protobuf.Timestamp at = 6; }
service Greeter {
  rpc Greet (Ask) returns (Answer);
  rpc Count (Ask) returns (stream Answer);
  rpc Collect (stream Ask) returns (Answer);
}`;
const { root } = protobuf.parse(proto, { keepCase: true });
const timestamps = protobuf.common.get('google/protobuf/timestamp.proto')?.nested;
if (timestamps !== undefined) root.addJSON(timestamps);
const Ask = root.lookupType('shop.v1.Ask');
const Answer = root.lookupType('shop.v1.Answer');

let files: Service;
let server: grpc.Server;
let port: number;

beforeAll(async () => {
  files = await startService((_request, response) => void response.end(proto));
  server = new grpc.Server();
  const methods = {
    Greet: definition('Greet', false),
    Count: definition('Count', true),
  };
  server.addService(methods, { Greet: greet, Count: count });
  port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
});
afterAll(async () => {
  server.forceShutdown();
  await files.close();
});

function definition(name: string, responseStream: boolean): grpc.MethodDefinition<protobuf.Message, object> {
  return {
    path: `/shop.v1.Greeter/${name}`,
    requestStream: false,
    responseStream,
    requestSerialize: (ask) => Buffer.from(Ask.encode(ask).finish()),
    requestDeserialize: (bytes) => Ask.decode(bytes),
    responseSerialize: (answer) => Buffer.from(Answer.encode(Answer.fromObject(answer)).finish()),
    responseDeserialize: (bytes) => Answer.decode(bytes),
  };
}

const askOf = (message: protobuf.Message) =>
  Ask.toObject(message, { longs: String, enums: String, defaults: true }) as {
    first_name: string;
    count: string;
    mood: string;
  };

function greet(call: grpc.ServerUnaryCall<protobuf.Message, object>, done: grpc.sendUnaryData<object>): void {
  const ask = askOf(call.request);
  if (ask.first_name === 'nobody') done({ code: grpc.status.NOT_FOUND, details: 'no such customer' });
  else if (ask.first_name === 'slow') return;
  else if (ask.first_name === 'secret')
    done(null, {
      text: String(call.metadata.get('authorization')[0]),
      key: String(call.metadata.get('idempotency-key')[0]),
    });
  else done(null, { text: `Hello ${ask.first_name}`, count: ask.count, mood: ask.mood, at: { seconds: 5 } });
}

function count(call: grpc.ServerWritableStream<protobuf.Message, object>): void {
  for (let n = 1; n <= Number(askOf(call.request).count); n += 1) call.write({ text: String(n) });
  call.end();
}

function call(
  method: string,
  given: JsonObject,
  more: JsonObject = {},
  allowed = [`127.0.0.1:${port}`],
  timeoutMs = 5_000,
) {
  const egress = createEgress({
    allowPrivate: [files.url.slice('http://'.length), ...allowed],
    isPublic: () => false,
  });
  const request = {
    proto: { name: null, endpoint: { uri: `${files.url}/greeter.proto`, authentication: null } },
    service: { name: 'shop.v1.Greeter', host: '127.0.0.1', port, authentication: null, ...more },
    method,
    arguments: given,
  };
  return performCall({ ...files.context, egress, timeoutMs }, { call: 'grpc', request, late: [] }, []);
}

const failed = async (outcome: ReturnType<typeof call>): Promise<string> => {
  const came = await outcome;
  if (came.ok) return `answered ${JSON.stringify(came.output)}`;
  const { type, status, detail = '' } = came.error;
  return `${type.split('/').at(-1)} ${status} ${detail}`;
};

test('a method is called with its arguments, and its answer is JSON by the names of the proto', async () => {
  expect(await call('Greet', { first_name: 'Ada', count: '9007199254740993', mood: 'GLAD' })).toEqual({
    ok: true,
    output: {
      text: 'Hello Ada',
      count: '9007199254740993',
      mood: 'GLAD',
      tags: [],
      key: '',
      at: { seconds: '5', nanos: 0 },
    },
  });
});

test('the messages of a stream are a list', async () => {
  const outcome = await call('Count', { count: 3 });
  expect(outcome).toMatchObject({ ok: true, output: [{ text: '1' }, { text: '2' }, { text: '3' }] });
});

test('credentials and the idempotency key go along', async () => {
  const authentication = { scheme: 'bearer', token: 'abc' };
  expect(await call('Greet', { first_name: 'secret' }, { authentication })).toMatchObject({
    output: { text: 'Bearer abc', key: 'run-1:/do/0/call' },
  });
});

test('what goes wrong is told as the standard has it', async () => {
  expect(await failed(call('Greet', { first_name: 'nobody' }))).toContain('communication 404');
  expect(await failed(call('Greet', { first_name: 'slow' }, {}, [`127.0.0.1:${port}`], 400))).toContain(
    'communication 504',
  );
  expect(await failed(call('Greet', { firstName: 'Ada' }))).toContain('configuration 400 Ask has no field "firstName"');
  expect(await failed(call('Missing', {}))).toContain('has no method "Missing"');
  expect(await failed(call('Collect', {}))).toContain('configuration 501');
  expect(await failed(call('Greet', {}, { name: 'shop.v1.Nobody' }))).toContain('has no service');
  expect(await failed(call('Greet', {}, { port: 1 }, ['127.0.0.1:1']))).toContain('communication 503');
});

test('an address that may not be called is not connected to', async () => {
  expect(await failed(call('Greet', { first_name: 'Ada' }, {}, []))).toContain('authorization 403');
  expect(await failed(call('Greet', { first_name: 'Ada' }, { host: 'localhost' }))).toContain('authorization 403');
});
