import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDefinition } from './parse-definition.ts';

const shared = process.env['BARROW_SHARED'] ?? join(import.meta.dirname, '../../../../../shared');
const folder = join(shared, 'open-workflow-spec');
const present = existsSync(folder);
if (!present) process.stderr.write(`Skipped: the examples of the specification are not in ${folder}.\n`);

const examples = present ? readdirSync(join(folder, 'examples')).filter((name) => name.endsWith('.yaml')) : [];

describe.skipIf(!present)('the examples of the specification', () => {
  test('there are 68', () => expect(examples).toHaveLength(68));

  test.each(examples)('%s is valid', (name) => {
    const parsed = parseDefinition(readFileSync(join(folder, 'examples', name), 'utf8'));
    expect(parsed.ok ? [] : parsed.detail).toEqual([]);
  });

  test('whole definitions of the reference are valid', () => {
    const reference = readFileSync(join(folder, 'dsl-reference.md'), 'utf8');
    const blocks = [...reference.matchAll(/```yaml\n([\s\S]*?)```/g)].map((block) => block[1] ?? '');
    const definitions = blocks.filter((text) => /^document:/m.test(text) && /^do:/m.test(text));
    expect(definitions.length).toBeGreaterThan(30);
    for (const text of definitions) {
      const parsed = parseDefinition(text);
      expect(parsed.ok ? [] : { text, problems: parsed.detail }).toEqual([]);
    }
  });
});
