import { JqSyntaxError } from './errors.ts';
import type { Token, TokenType } from './lexer.ts';

const endToken: Token = { type: 'end', text: '', at: 0 };

/** Walks the tokens of a program. Whatever does not fit is a JqSyntaxError at the token. */
export class TokenReader {
  readonly source: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(source: string, tokens: readonly Token[]) {
    this.source = source;
    this.#tokens = tokens;
  }

  get token(): Token {
    return this.#tokens[this.#next] ?? this.#tokens.at(-1) ?? endToken;
  }

  get following(): Token {
    return this.#tokens[this.#next + 1] ?? this.token;
  }

  take(): Token {
    const token = this.token;
    this.#next += 1;
    return token;
  }

  is(type: TokenType, text?: string): boolean {
    const token = this.token;
    return token.type === type && (text === undefined || token.text === text);
  }

  isOperator(text: string): boolean {
    return this.is('operator', text);
  }

  /** Takes the operator or keyword when it is next. */
  accept(text: string): boolean {
    const { type } = this.token;
    if ((type !== 'operator' && type !== 'keyword') || this.token.text !== text) return false;
    this.#next += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) this.unexpected(`"${text}"`);
  }

  expectType(type: TokenType, expected: string): Token {
    return this.token.type === type ? this.take() : this.unexpected(expected);
  }

  unexpected(expected?: string): never {
    const { type, text, at } = this.token;
    const found =
      type === 'end' ? 'end of program' : `"${type === 'field' ? '.' : type === 'variable' ? '$' : ''}${text}"`;
    throw this.error(`syntax error, unexpected ${found}${expected === undefined ? '' : `, expected ${expected}`}`, at);
  }

  error(reason: string, at: number): JqSyntaxError {
    return new JqSyntaxError(reason, this.source, at);
  }
}
