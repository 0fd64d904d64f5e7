import type { JsonObject, JsonValue } from '@barrow/flow';
import protobuf from 'protobufjs';
import { callFailed } from './call-outcome.ts';
import { isMap, isParsed } from './read-json.ts';

/** A method of a service that a proto describes. */
export type GrpcMethod = {
  readonly path: string;
  readonly isStream: boolean;
  /** Throws CallFailed for arguments that do not fit the method's message. */
  readonly encode: (message: JsonValue) => Buffer;
  readonly decode: (bytes: Buffer) => JsonValue;
};

const longestProto = 200_000;
/** Encoders are compiled from these names: nothing but names may be one. */
const plainName = /^[A-Za-z_]\w*$/;

/** Finds a method in the text of a proto. Fields keep the names that they have there. Throws CallFailed. */
export function grpcMethod(proto: string, serviceName: string, methodName: string): GrpcMethod {
  const service = findService(parse(proto), serviceName);
  const method = service.methods[methodName];
  if (method === undefined) {
    const names = Object.keys(service.methods).join(', ');
    throw callFailed('configuration', `The service ${serviceName} has no method "${methodName}"; it has ${names}`);
  }
  if (method.requestStream === true)
    throw callFailed('configuration', `${methodName} takes a stream of messages, which a call cannot give`, 501);
  resolve(method);
  const { resolvedRequestType: asked, resolvedResponseType: answered } = method;
  if (asked === null || answered === null)
    throw callFailed('configuration', `The messages of "${methodName}" are not in the proto`);
  return {
    path: `/${service.fullName.slice(1)}/${methodName}`,
    isStream: method.responseStream === true,
    encode: (message) => encode(asked, message),
    decode(bytes) {
      const value: unknown = answered.toObject(answered.decode(bytes), {
        longs: String,
        enums: String,
        bytes: String,
        defaults: true,
        json: true,
      });
      return isParsed(value) ? value : null;
    },
  };
}

function parse(proto: string): protobuf.Root {
  if (proto.length > longestProto)
    throw callFailed('configuration', `The proto is longer than ${longestProto} characters`);
  try {
    const { root, imports = [] } = protobuf.parse(proto, { keepCase: true });
    for (const name of imports) {
      const known = protobuf.common.get(name);
      if (known?.nested === undefined)
        throw callFailed('configuration', `The proto imports "${name}": only google/protobuf/*.proto can be imported`);
      root.addJSON(known.nested);
    }
    requirePlainNames(root);
    return root;
  } catch (error) {
    throw asFailure(error, 'The proto cannot be read');
  }
}

function requirePlainNames(root: protobuf.NamespaceBase): void {
  for (const one of root.nestedArray) {
    const names = one instanceof protobuf.Type ? one.fieldsArray.map(({ name }) => name) : [];
    const odd = [one.name, ...names].find((name) => !plainName.test(name));
    if (odd !== undefined) throw callFailed('configuration', `"${odd}" is no name in a proto`);
    if (one instanceof protobuf.Namespace) requirePlainNames(one);
  }
}

function findService(root: protobuf.Root, name: string): protobuf.Service {
  try {
    return root.lookupService(name);
  } catch {
    throw callFailed('configuration', `The proto has no service "${name}"`);
  }
}

function resolve(method: protobuf.Method): void {
  try {
    method.resolve();
  } catch (error) {
    throw asFailure(error, 'The proto cannot be used');
  }
}

function encode(type: protobuf.Type, message: JsonValue): Buffer {
  const given: JsonObject = isMap(message) ? message : {};
  const known = new Set(type.fieldsArray.map(({ name }) => name));
  const unknown = Object.keys(given).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw callFailed('configuration', `${type.name} has no field "${unknown}"; it has ${[...known].join(', ')}`);
  try {
    const encoded = type.fromObject(given);
    const wrong = type.verify(encoded);
    if (wrong !== null) throw new Error(wrong);
    return Buffer.from(type.encode(encoded).finish());
  } catch (error) {
    throw asFailure(error, `The arguments do not fit ${type.name}`);
  }
}

function asFailure(error: unknown, what: string): Error {
  if (error instanceof Error && 'problem' in error) return error;
  return callFailed('configuration', `${what}: ${error instanceof Error ? error.message : String(error)}`);
}
