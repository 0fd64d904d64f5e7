import type { FunctionCall, FunctionReference } from '../definition/call.ts';
import { didYouMean } from '../source/suggest.ts';
import { isVersion } from './names.ts';
import { readTemplate } from './read-expression.ts';
import { readUri } from './read-uri.ts';
import { isObject, typeName, type Fields } from './read-values.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

/** The catalog of the runtime itself, which need not be declared. */
export const defaultCatalog = 'default';

/** Reads the call of a function: of `use.functions`, of a catalog (`name:1.0.0@catalog`), or at a URI. */
export function readFunctionCall(
  reading: Reading,
  name: string,
  task: Fields,
  builtIn: readonly string[],
  scope: Scope,
): FunctionCall {
  const given = task.get('with') ?? {};
  if (!isObject(given)) {
    reading.report('wrong-type', task.at('with'), `This is ${typeName(given)}; the arguments of a function are a map.`);
  }
  return {
    protocol: 'function',
    function: readReference(reading, name, task, builtIn, scope),
    arguments: readTemplate(reading, given, task.at('with'), scope),
  };
}

function readReference(
  reading: Reading,
  name: string,
  task: Fields,
  builtIn: readonly string[],
  scope: Scope,
): FunctionReference {
  const pointer = task.at('call');
  const { functions, catalogs } = reading.declared;
  if (name === '' || functions.has(name)) return { kind: 'local', name };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) {
    return { kind: 'uri', uri: readUri(reading, name, pointer, 'the function', scope) };
  }
  const parts = /^([^:@\s]+):([^:@\s]+)(?:@([^:@\s]+))?$/.exec(name);
  if (parts === null) {
    const meant = didYouMean(name, [...functions.keys(), ...builtIn]);
    const remedy = 'Declare it in use.functions, or name one of a catalog as "name:1.0.0@catalog".';
    reading.report(
      'unknown-reference',
      pointer,
      `There is no function "${name}".${meant === '' ? ` ${remedy}` : meant}`,
    );
    return { kind: 'local', name };
  }
  const [, bare = '', version = '', catalog = defaultCatalog] = parts;
  if (!isVersion(version) && version !== 'latest') {
    reading.report('invalid-version', pointer, `"${version}" is no semantic version, such as 1.0.0.`);
  }
  const declared = catalogs.has(catalog);
  if (!declared && catalog !== defaultCatalog) {
    const known = [...catalogs.keys(), defaultCatalog];
    reading.report(
      'unknown-reference',
      pointer,
      `There is no catalog "${catalog}" in use.catalogs.${didYouMean(catalog, known)}`,
    );
  }
  return { kind: 'catalog', name: bare, version, catalog, declared };
}
