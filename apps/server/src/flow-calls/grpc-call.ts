import { isIP } from 'node:net';
import type { JsonValue } from '@barrow/flow';
import type { Client, Metadata, ServiceError } from '@grpc/grpc-js';
import { authorize } from './authenticate.ts';
import type { CallContext } from './call-context.ts';
import { callFailed, egressFailed, statusFailed, type CallFailed } from './call-outcome.ts';
import type { GrpcRequest } from './call-request.ts';
import { fetchText } from './fetch-document.ts';
import { grpcMethod, type GrpcMethod } from './grpc-method.ts';

/** What is asked for where the definition names no port: gRPC over TLS. */
const tlsPort = 443;

/**
 * Performs `call: grpc`: a method that answers once, or with a stream, whose messages are a list. Port 443 is spoken to with TLS, any other
 * in the clear. The connection goes to the address that the egress has checked.
 */
export async function callGrpc(context: CallContext, request: GrpcRequest): Promise<JsonValue> {
  const { host, name, authentication } = request.service;
  const beganMs = performance.now();
  const { text } = await fetchText(context, request.proto);
  const method = grpcMethod(text, name, request.method);
  const message = method.encode(request.arguments);
  const port = request.service.port ?? tlsPort;
  const isTls = port === tlsPort;
  const written = isIP(host) === 6 ? `[${host}]` : host;
  const url = `${isTls ? 'https' : 'http'}://${written}:${port}`;
  const resolved = await context.egress.addressOf(url);
  if (!resolved.ok) throw egressFailed(resolved);
  const headers = await (await authorize(context, authentication)).headers({ method: 'POST', url }, null);
  // Loaded when it is first needed: most servers never call gRPC.
  const grpc = await import('@grpc/grpc-js');
  const metadata = new grpc.Metadata();
  metadata.set('idempotency-key', context.idempotencyKey);
  for (const [header, value] of Object.entries(headers ?? {})) metadata.set(header, value);
  const { address, family } = resolved.value;
  const client = new grpc.Client(
    family === 6 ? `ipv6:[${address}]:${port}` : `ipv4:${address}:${port}`,
    isTls ? grpc.credentials.createSsl() : grpc.credentials.createInsecure(),
    {
      'grpc.default_authority': `${written}:${port}`,
      'grpc.ssl_target_name_override': host,
      // Neither a proxy of the environment nor another address may stand between.
      'grpc.enable_http_proxy': 0,
      'grpc.service_config_disable_resolution': 1,
      'grpc.enable_retries': 0,
      'grpc.max_receive_message_length': context.maxResponseBytes,
    },
  );
  try {
    return await ask(client, method, message, metadata, context, performance.now() - beganMs);
  } catch (error) {
    throw isServiceError(error) ? failureOf(error) : error;
  } finally {
    client.close();
  }
}

function ask(
  client: Client,
  method: GrpcMethod,
  message: Buffer,
  metadata: Metadata,
  { signal, timeoutMs, maxResponseBytes }: CallContext,
  spentMs: number,
): Promise<JsonValue> {
  const options = { deadline: Date.now() + Math.max(1, timeoutMs - spentMs) };
  const same = (bytes: Buffer): Buffer => bytes;
  return new Promise((resolve, reject) => {
    const cancelWith = (call: { cancel: () => void }): void => {
      if (signal.aborted) call.cancel();
      signal.addEventListener('abort', () => call.cancel(), { once: true });
    };
    if (!method.isStream) {
      const { path } = method;
      const call = client.makeUnaryRequest(path, same, same, message, metadata, options, (error, answer) => {
        if (error !== null) reject(error);
        else resolve(answer === undefined ? null : method.decode(answer));
      });
      cancelWith(call);
      return;
    }
    const call = client.makeServerStreamRequest(method.path, same, same, message, metadata, options);
    cancelWith(call);
    const messages: JsonValue[] = [];
    let size = 0;
    call.on('data', (bytes: Buffer) => {
      size += bytes.byteLength;
      if (size > maxResponseBytes) {
        call.cancel();
        reject(callFailed('communication', `The answer is larger than ${maxResponseBytes} bytes`, 502));
      } else messages.push(method.decode(bytes));
    });
    call.on('error', reject);
    call.on('end', () => resolve(messages));
  });
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'details' in error && typeof error.code === 'number';
}

/** HTTP's statuses for those of gRPC (google/rpc/code.proto). */
const statuses: Readonly<Record<number, number>> = {
  1: 499,
  3: 400,
  4: 504,
  5: 404,
  6: 409,
  7: 403,
  8: 429,
  9: 400,
  10: 409,
  11: 400,
  12: 501,
  14: 503,
  16: 401,
};

function failureOf({ code, details }: ServiceError): CallFailed {
  const status = statuses[code] ?? 500;
  const detail = `The service answered with status ${code}: ${details.slice(0, 300)}`;
  // Nobody knows whether it was done: the call is made again.
  return status === 503 || status === 504 ? callFailed('communication', detail, status) : statusFailed(status, detail);
}
