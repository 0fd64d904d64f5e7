import type { Ast, BinaryOperator, Definition, ObjectEntry, TextPart, UpdateOperator } from './ast.ts';
import { constantOf } from './constants.ts';
import { describeValue } from './describe-value.ts';
import { tokenize } from './lexer.ts';
import { parsePatterns } from './parse-pattern.ts';
import { TokenReader } from './token-reader.ts';
import { isObject } from './value.ts';

/** Binding power, associativity and meaning of what stands between two expressions. */
type Infix = {
  readonly power: number;
  readonly associates: 'left' | 'right' | 'not';
  readonly build: (left: Ast, right: Ast, at: number) => Ast;
};

const comparison = (operator: BinaryOperator): [string, Infix] => [
  operator,
  { power: 5, associates: 'not', build: (left, right, at) => ({ type: 'binary', operator, left, right, at }) },
];
const arithmetic = (operator: BinaryOperator, power: number): [string, Infix] => [
  operator,
  { power, associates: 'left', build: (left, right, at) => ({ type: 'binary', operator, left, right, at }) },
];
const update = (operator: UpdateOperator): [string, Infix] => [
  `${operator}=`,
  { power: 2, associates: 'not', build: (left, right, at) => ({ type: 'update', operator, left, right, at }) },
];
const logic = (name: string, type: 'and' | 'or' | 'alternative', power: number): [string, Infix] => [
  name,
  {
    power,
    associates: type === 'alternative' ? 'right' : 'left',
    build: (left, right, at) => ({ type, left, right, at }),
  },
];

const infixes = new Map<string, Infix>([
  logic('//', 'alternative', 1),
  ['=', { power: 2, associates: 'not', build: (left, right, at) => ({ type: 'assign', left, right, at }) }],
  ['|=', { power: 2, associates: 'not', build: (left, right, at) => ({ type: 'modify', left, right, at }) }],
  ...(['+', '-', '*', '/', '%', '//'] as const).map(update),
  logic('or', 'or', 3),
  logic('and', 'and', 4),
  ...(['==', '!=', '<', '<=', '>', '>='] as const).map(comparison),
  arithmetic('+', 6),
  arithmetic('-', 6),
  arithmetic('*', 7),
  arithmetic('/', 7),
  arithmetic('%', 7),
]);

/** Reads a program. `exact` keeps the digits of number literals. Throws JqSyntaxError. */
export function parseProgram(source: string, exact: boolean): Ast {
  const reader = new TokenReader(source, tokenize(source, exact));
  try {
    return new Parser(reader).program();
  } catch (error) {
    if (error instanceof RangeError) throw reader.error('the program is nested too deeply', reader.token.at);
    throw error;
  }
}

/** Reads definitions without an expression after them, such as those of the built-in functions. */
export function parseDefinitions(source: string): readonly Definition[] {
  return new Parser(new TokenReader(source, tokenize(source, false))).definitions();
}

class Parser {
  readonly #reader: TokenReader;

  constructor(reader: TokenReader) {
    this.#reader = reader;
  }

  program(): Ast {
    const reader = this.#reader;
    if (reader.accept('module')) this.#metadata();
    for (const word of ['import', 'include']) {
      if (reader.is('keyword', word)) {
        throw reader.error(`modules are not available here: "${word}" is refused`, reader.token.at);
      }
    }
    if (reader.is('end')) return { type: 'identity', at: 0 };
    const ast = this.#query();
    if (!reader.is('end')) reader.unexpected();
    return ast;
  }

  /** `module {...};` says something about the program and does nothing. */
  #metadata(): void {
    const metadata = this.#query();
    const value = constantOf(metadata);
    if (value === undefined) throw this.#reader.error('Module metadata must be constant', metadata.at);
    if (!isObject(value)) throw this.#reader.error('Module metadata must be an object', metadata.at);
    this.#reader.expect(';');
  }

  definitions(): readonly Definition[] {
    const definitions: Definition[] = [];
    while (this.#reader.is('keyword', 'def')) definitions.push(this.#definition());
    if (!this.#reader.is('end')) this.#reader.unexpected('"def"');
    return definitions;
  }

  /** The widest expression. */
  readonly #query = (): Ast => {
    const left = this.#comma();
    const { at } = this.#reader.token;
    return this.#reader.accept('|') ? { type: 'pipe', left, right: this.#query(), at } : left;
  };

  #comma(): Ast {
    let left = this.#item();
    for (let { at } = this.#reader.token; this.#reader.accept(','); at = this.#reader.token.at) {
      left = { type: 'comma', left, right: this.#item(), at };
    }
    return left;
  }

  /** What may stand between commas. Definitions, labels and bindings reach as far to the right as they can. */
  #item(): Ast {
    const reader = this.#reader;
    const { at } = reader.token;
    if (reader.is('keyword', 'def')) {
      const definition = this.#definition();
      if (reader.is('end')) throw reader.error('Top-level program not given (try ".")', at);
      return { type: 'define', definition, body: this.#query(), at };
    }
    if (reader.accept('label')) {
      const name = reader.expectType('variable', 'a label such as $out').text;
      reader.expect('|');
      return { type: 'label', name, body: this.#query(), at };
    }
    const source = this.#expression(1);
    if (!reader.accept('as')) return source;
    const patterns = this.#patterns();
    reader.expect('|');
    return { type: 'bind', source, patterns, body: this.#query(), at };
  }

  /** Precedence climbing over the infix operators that bind at least as strongly as `power`. */
  #expression(power: number): Ast {
    const reader = this.#reader;
    const { at } = reader.token;
    let left: Ast = reader.accept('-') ? { type: 'negate', body: this.#expression(8), at } : this.#postfix();
    let bound = Number.POSITIVE_INFINITY;
    for (;;) {
      const { type, text, at: operatorAt } = reader.token;
      const infix = type === 'operator' || type === 'keyword' ? infixes.get(text) : undefined;
      if (infix === undefined || infix.power < power || infix.power > bound) return left;
      if (infix.power === bound && infix.associates === 'not') reader.unexpected();
      reader.take();
      const right = this.#expression(infix.associates === 'right' ? infix.power : infix.power + 1);
      left = infix.build(left, right, operatorAt);
      bound = infix.power;
    }
  }

  #definition(): Definition {
    const reader = this.#reader;
    reader.expect('def');
    const name = reader.expectType('identifier', 'a name').text;
    const parameters: { name: string; isValue: boolean }[] = [];
    if (reader.accept('(')) {
      do {
        const { type, text } = reader.take();
        if (type !== 'identifier' && type !== 'keyword' && type !== 'variable') reader.unexpected('a parameter');
        parameters.push({ name: text, isValue: type === 'variable' });
      } while (reader.accept(';'));
      reader.expect(')');
    }
    reader.expect(':');
    const body = this.#query();
    reader.expect(';');
    return { name, parameters, body };
  }

  #patterns() {
    return parsePatterns(this.#reader, { query: this.#query, text: () => this.#text(), requireKey: this.#requireKey });
  }

  #postfix(): Ast {
    const reader = this.#reader;
    let term = this.#term();
    for (;;) {
      const { type, text, at } = reader.token;
      if (type === 'field') {
        reader.take();
        term = { type: 'index', isOptional: false, of: term, key: { type: 'literal', value: text, at }, at };
      } else if (type !== 'operator') {
        return term;
      } else if (text === '.' && this.#startsText(reader.following.type)) {
        reader.take();
        term = { type: 'index', isOptional: false, of: term, key: this.#text(), at };
      } else if (text === '[') {
        term = this.#bracket(term);
      } else if (text === '.' && reader.following.text === '[') {
        reader.take();
        term = this.#bracket(term);
      } else if (text === '?') {
        reader.take();
        term = optional(term, at);
      } else {
        return term;
      }
    }
  }

  #startsText(type: string): boolean {
    return type === 'text-start' || type === 'format';
  }

  /** `[]`, `[key]`, `[from:to]` after a term. */
  #bracket(of: Ast): Ast {
    const reader = this.#reader;
    const { at } = reader.take();
    if (reader.accept(']')) return { type: 'iterate', isOptional: false, of, at };
    if (reader.accept(':')) {
      const to = this.#query();
      reader.expect(']');
      return { type: 'slice', isOptional: false, of, from: null, to, at };
    }
    const key = this.#query();
    if (!reader.accept(':')) {
      reader.expect(']');
      return { type: 'index', isOptional: false, of, key, at };
    }
    const to = reader.isOperator(']') ? null : this.#query();
    reader.expect(']');
    return { type: 'slice', isOptional: false, of, from: key, to, at };
  }

  #term(): Ast {
    const { type, text, at } = this.#reader.token;
    switch (type) {
      case 'number':
        return { type: 'literal', value: this.#reader.take().value ?? 0, at };
      case 'text-start':
      case 'format':
        return this.#text();
      case 'field':
        this.#reader.take();
        return {
          type: 'index',
          isOptional: false,
          of: { type: 'identity', at },
          key: { type: 'literal', value: text, at },
          at,
        };
      case 'variable':
        this.#reader.take();
        return text === '__loc__' ? this.#location(at) : { type: 'variable', name: text, at };
      case 'identifier':
        return this.#call();
      case 'keyword':
        return this.#keyword(text);
      case 'operator':
        return this.#operator(text);
      default:
        return this.#reader.unexpected();
    }
  }

  #location(at: number): Ast {
    const line = this.#reader.source.slice(0, at).split('\n').length;
    return { type: 'literal', value: { file: '<top-level>', line }, at };
  }

  #call(): Ast {
    const reader = this.#reader;
    const { text: name, at } = reader.take();
    if (name === 'break' && reader.is('variable')) return { type: 'break', name: reader.take().text, at };
    const args: Ast[] = [];
    if (reader.accept('(')) {
      do args.push(this.#query());
      while (reader.accept(';'));
      reader.expect(')');
    }
    if (args.length === 0) {
      if (name === 'true' || name === 'false') return { type: 'literal', value: name === 'true', at };
      if (name === 'null') return { type: 'literal', value: null, at };
    }
    return { type: 'call', name, args, at };
  }

  #operator(text: string): Ast {
    const reader = this.#reader;
    const { at } = reader.token;
    switch (text) {
      case '.': {
        reader.take();
        return this.#startsText(reader.token.type)
          ? { type: 'index', isOptional: false, of: { type: 'identity', at }, key: this.#text(), at }
          : { type: 'identity', at };
      }
      case '..':
        reader.take();
        return { type: 'call', name: 'recurse', args: [], at };
      case '(': {
        reader.take();
        const body = this.#query();
        reader.expect(')');
        return body;
      }
      case '[': {
        reader.take();
        const body = reader.isOperator(']') ? null : this.#query();
        reader.expect(']');
        return { type: 'array', body, at };
      }
      case '{':
        return this.#object();
      default:
        return reader.unexpected();
    }
  }

  #keyword(text: string): Ast {
    const reader = this.#reader;
    const { at } = reader.token;
    switch (text) {
      case 'if':
        reader.take();
        return this.#condition(at);
      case 'try': {
        reader.take();
        const body = this.#tryOperand();
        return { type: 'try', body, handler: reader.accept('catch') ? this.#tryOperand() : null, at };
      }
      case 'reduce':
      case 'foreach': {
        reader.take();
        const source = this.#expression(1);
        reader.expect('as');
        const patterns = this.#patterns();
        reader.expect('(');
        const start = this.#query();
        reader.expect(';');
        const step = this.#query();
        const extract = text === 'foreach' && reader.accept(';') ? this.#query() : null;
        reader.expect(')');
        return text === 'reduce'
          ? { type: 'reduce', source, patterns, start, update: step, at }
          : { type: 'foreach', source, patterns, start, update: step, extract, at };
      }
      default:
        return reader.unexpected();
    }
  }

  #tryOperand(): Ast {
    const { at } = this.#reader.token;
    return this.#reader.accept('-') ? { type: 'negate', body: this.#tryOperand(), at } : this.#postfix();
  }

  #condition(at: number): Ast {
    const reader = this.#reader;
    const test = this.#query();
    reader.expect('then');
    const consequent = this.#query();
    const { at: elseAt } = reader.token;
    if (reader.accept('elif')) return { type: 'if', test, consequent, otherwise: this.#condition(elseAt), at };
    const otherwise: Ast = reader.accept('else') ? this.#query() : { type: 'identity', at: elseAt };
    reader.expect('end');
    return { type: 'if', test, consequent, otherwise, at };
  }

  /** A string with its interpolations, or a format alone. */
  #text(): Ast {
    const reader = this.#reader;
    const { at } = reader.token;
    const format = reader.is('format') ? reader.take().text : null;
    if (!reader.is('text-start')) {
      return format === null ? reader.unexpected('a string') : { type: 'format', name: format, at };
    }
    reader.take();
    const parts: TextPart[] = [];
    while (!reader.is('text-end')) {
      if (reader.is('text')) parts.push(reader.take().text);
      else if (reader.is('interpolation-start')) {
        reader.take();
        parts.push(this.#query());
        reader.expectType('interpolation-end', '")"');
      } else reader.unexpected('the end of the string');
    }
    reader.take();
    const texts = parts.filter((part) => typeof part === 'string');
    if (texts.length === parts.length) return { type: 'literal', value: texts.join(''), at };
    return { type: 'string', format: format ?? 'text', parts, at };
  }

  #object(): Ast {
    const reader = this.#reader;
    const { at } = reader.take();
    const entries: ObjectEntry[] = [];
    if (!reader.accept('}')) {
      do entries.push(this.#entry());
      while (reader.accept(',') && !reader.isOperator('}'));
      reader.expect('}');
    }
    return { type: 'object', entries, at };
  }

  #entry(): ObjectEntry {
    const reader = this.#reader;
    const { type, text, at } = reader.token;
    if (type === 'variable') {
      reader.take();
      const value: Ast = text === '__loc__' ? this.#location(at) : { type: 'variable', name: text, at };
      if (text !== '__loc__' && reader.accept(':')) return { key: value, value: this.#entryValue() };
      return { key: { type: 'literal', value: text, at }, value };
    }
    let key: Ast;
    if (type === 'identifier' || type === 'keyword') {
      reader.take();
      key = { type: 'literal', value: text, at };
    } else if (this.#startsText(type)) {
      key = this.#text();
    } else if (reader.accept('(')) {
      key = this.#query();
      reader.expect(')');
      this.#requireKey(key);
      reader.expect(':');
      return { key, value: this.#entryValue() };
    } else {
      throw type === 'number'
        ? reader.error('May need parentheses around object key expression', at)
        : reader.unexpected('a key');
    }
    if (reader.accept(':')) return { key, value: this.#entryValue() };
    return { key, value: { type: 'index', isOptional: false, of: { type: 'identity', at }, key, at } };
  }

  /** A key that is plainly no text is refused before anything runs. */
  readonly #requireKey = (key: Ast): void => {
    const value = constantOf(key);
    if (value !== undefined && typeof value !== 'string') {
      throw this.#reader.error(`Cannot use ${describeValue(value)} as object key`, key.at);
    }
  };

  #entryValue(): Ast {
    const left = this.#expression(1);
    const { at } = this.#reader.token;
    return this.#reader.accept('|') ? { type: 'pipe', left, right: this.#entryValue(), at } : left;
  }
}

/** `?` behind an access is for that access alone: what leads there may still raise. */
function optional(term: Ast, at: number): Ast {
  const isAccess = term.type === 'index' || term.type === 'slice' || term.type === 'iterate';
  return isAccess && !term.isOptional ? { ...term, isOptional: true } : { type: 'try', body: term, handler: null, at };
}
