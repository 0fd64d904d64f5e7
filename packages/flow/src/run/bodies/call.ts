import type { Call, FunctionCall } from '../../definition/call.ts';
import type { JsonObject, JsonValue } from '../../definition/json.ts';
import type { CallTask } from '../../definition/task.ts';
import type { RunEvent } from '../effect.ts';
import { resolve, resolveDuration } from '../evaluate.ts';
import { RequestBuilder } from '../request.ts';
import type { TaskNode } from '../state.ts';
import { waiting, type BodyOutcome, type Outcome, type Place, type Step } from '../step.ts';
import { hearMessages, workOnMessages } from './listen.ts';

/** Calls, and puts out the answer. A function of the workflow itself is run in its place, on its arguments. */
export function workOnCall(
  step: Step,
  task: CallTask,
  node: TaskNode,
  place: Place,
  event: RunEvent | null,
): BodyOutcome | null {
  if (event === null) return begin(step, task, node, place);
  const { body } = node;
  if (body?.kind === 'function') return resumeFunction(step, task, node, place, event);
  if (body?.kind === 'listen') return workOnMessages(step, task, node, place, event);
  return takeAnswer(step, task, node, place, event);
}

function takeAnswer(step: Step, task: CallTask, node: TaskNode, place: Place, event: RunEvent): BodyOutcome | null {
  if (!('key' in event) || event.key !== node.key || node.fault !== undefined) return null;
  if (event.kind === 'failure') return { kind: 'failed', error: { ...event.error, instance: node.pointer } };
  if (event.kind !== 'result') return null;
  if (task.foreach !== null && Array.isArray(event.output)) return hearMessages(step, task, node, place, event.output);
  return { kind: 'done', output: event.output };
}

function begin(step: Step, task: CallTask, node: TaskNode, place: Place): BodyOutcome {
  const { call } = task;
  if (call.protocol === 'function' && call.function.kind === 'local') return beginFunction(step, call, node, place);
  const builder = new RequestBuilder(step, place);
  const request = requestOf(step, call, builder, place);
  node.body = { kind: 'answer' };
  step.effects.push({
    kind: 'call',
    key: node.key,
    task: node.pointer,
    call: call.protocol,
    request,
    late: builder.late,
    awaits: true,
  });
  return waiting;
}

function beginFunction(step: Step, call: FunctionCall, node: TaskNode, place: Place): BodyOutcome {
  if (call.function.kind !== 'local') return waiting;
  const raw = resolve(step, call.arguments, { data: place.input }, place);
  const task = step.compiled.workflow.use.functions[call.function.name];
  if (task === undefined) throw new Error(`the workflow has no function ${call.function.name}`);
  const item = step.compiled.taskAt(task.pointer);
  const begun = step.runner.beginTask(step, item, raw, `${task.pointer}(${node.key})`, within(place));
  node.body = { kind: 'function', raw, node: begun.node };
  return asBody(begun.outcome);
}

function resumeFunction(step: Step, task: CallTask, node: TaskNode, place: Place, event: RunEvent): BodyOutcome | null {
  const { call } = task;
  const { body } = node;
  if (body?.kind !== 'function' || body.node === null || call.protocol !== 'function') return null;
  const item = step.compiled.taskAt(body.node.pointer);
  const outcome = step.runner.resumeTask(step, item, body.node, body.raw, within(place), event);
  return outcome === null ? null : asBody(outcome);
}

/** A function sees its arguments, not the variables around its call. */
function within(place: Place) {
  return { variables: {}, depth: place.depth + 1, inExtension: place.inExtension };
}

function asBody(outcome: Outcome): BodyOutcome {
  return outcome.kind === 'done' ? { kind: 'done', output: outcome.output } : outcome;
}

function requestOf(step: Step, call: Call, builder: RequestBuilder, place: Place): JsonObject {
  const input = { data: place.input };
  switch (call.protocol) {
    case 'http':
      return {
        method: call.method,
        endpoint: builder.endpoint(call.endpoint, 'endpoint'),
        headers: builder.value(call.headers, 'headers'),
        query: builder.value(call.query, 'query'),
        body: builder.value(call.body, 'body'),
        hasBody: call.body !== null,
        output: call.output,
        redirect: call.redirect,
      };
    case 'openapi':
      return {
        document: builder.resource(call.document, 'document'),
        operationId: call.operationId,
        parameters: builder.value(call.parameters, 'parameters'),
        authentication: builder.authentication(call.authentication, 'authentication'),
        output: call.output,
        redirect: call.redirect,
      };
    case 'asyncapi':
      return {
        document: builder.resource(call.document, 'document'),
        by: call.by,
        operation: call.operation,
        server:
          call.server === null
            ? null
            : { name: call.server.name, variables: builder.value(call.server.variables, 'server', 'variables') },
        serverProtocol: call.serverProtocol,
        authentication: builder.authentication(call.authentication, 'authentication'),
        ...asyncAction(step, call, builder, place),
      };
    case 'grpc':
      return {
        proto: builder.resource(call.proto, 'proto'),
        service: {
          name: call.service.name,
          host: call.service.host,
          port: call.service.port,
          authentication: builder.authentication(call.service.authentication, 'service', 'authentication'),
        },
        method: call.method,
        arguments: builder.value(call.arguments, 'arguments'),
      };
    case 'mcp':
      return {
        protocolVersion: call.protocolVersion,
        method: call.method,
        parameters: builder.value(call.parameters, 'parameters'),
        timeoutMs: call.timeout === null ? null : resolveDuration(step, call.timeout, input, place),
        client: call.client,
        transport: transportOf(call.transport, builder),
      };
    case 'a2a':
      return {
        method: call.method,
        agentCard: call.agentCard === null ? null : builder.resource(call.agentCard, 'agentCard'),
        server: call.server === null ? null : builder.endpoint(call.server, 'server'),
        parameters: builder.value(call.parameters, 'parameters'),
      };
    case 'function':
      return {
        function: functionOf(step, call, builder),
        arguments: builder.value(call.arguments, 'arguments'),
      };
  }
}

function functionOf(step: Step, { function: reference }: FunctionCall, builder: RequestBuilder): JsonValue {
  if (reference.kind === 'uri') return { kind: 'uri', uri: builder.uri(reference.uri, 'function', 'uri') };
  if (reference.kind !== 'catalog') return { ...reference };
  const catalog = step.compiled.workflow.use.catalogs[reference.catalog];
  return {
    ...reference,
    endpoint: catalog === undefined ? null : builder.endpoint(catalog, 'function', 'endpoint'),
  };
}

function transportOf(transport: Extract<Call, { protocol: 'mcp' }>['transport'], builder: RequestBuilder): JsonObject {
  const options = builder.value(transport.options, 'transport', 'options');
  if (transport.kind === 'http')
    return {
      kind: 'http',
      options,
      endpoint: builder.endpoint(transport.endpoint, 'transport', 'endpoint'),
      headers: builder.value(transport.headers, 'transport', 'headers'),
    };
  return {
    kind: 'stdio',
    options,
    command: builder.value(transport.command, 'transport', 'command'),
    arguments: transport.arguments.map((one, index) => builder.value(one, 'transport', 'arguments', index)),
    environment: builder.value(transport.environment, 'transport', 'environment'),
  };
}

function asyncAction(
  step: Step,
  { action }: Extract<Call, { protocol: 'asyncapi' }>,
  builder: RequestBuilder,
  place: Place,
): JsonObject {
  if (action.kind === 'publish')
    return {
      action: 'publish',
      payload: builder.value(action.payload, 'payload'),
      headers: builder.value(action.headers, 'headers'),
    };
  const { consume } = action;
  return {
    action: 'subscribe',
    filter: action.filter === null ? null : builder.kept(action.filter),
    consume: {
      kind: consume.kind,
      ...(consume.kind === 'amount' ? { amount: consume.amount } : { condition: builder.kept(consume.condition) }),
      forMs: consume.for === null ? null : resolveDuration(step, consume.for, { data: place.input }, place),
    },
  };
}
