import { checkValues, defaultValues, fillSentences } from '@barrow/playbook';
import { parseDefinition } from '@barrow/flow';
import { describe, expect, it } from 'vitest';
import { readShipped } from './shipped.ts';

const shipped = [...(await readShipped()).values()];

describe.each(shipped.map((one) => [one.manifest.name, one] as const))('the playbook %s', (name, playbook) => {
  it('has workflows that validate without a warning, of its own name', () => {
    for (const { file, source } of playbook.workflows) {
      const parsed = parseDefinition(source);
      if (!parsed.ok) throw new Error(`${file}: ${JSON.stringify(parsed.detail)}`);
      expect(parsed.value.warnings).toEqual([]);
      const { document } = parsed.value.workflow;
      expect(document).toMatchObject({ namespace: 'barrow', name: file.replace('.yaml', '') });
      expect(file.startsWith(name)).toBe(true);
    }
  });

  it('has a standard that its own questions allow, in plain language', () => {
    const { questions } = playbook;
    expect(checkValues(questions, defaultValues(questions), 'organisation')).toEqual([]);
    const all = Object.values(questions.properties);
    expect(all.filter(({ description }) => !/^[A-Z].*\.$/s.test(description))).toEqual([]);
    const numbers = all.filter(({ type }) => type === 'integer');
    expect(numbers.filter((one) => typeof one['minimum'] !== 'number' || typeof one['maximum'] !== 'number')).toEqual(
      [],
    );
  });

  it('asks nothing that its workflows do not use, and says in its sentences what it asks', () => {
    const used = playbook.workflows.map(({ source }) => source).join('\n');
    const blanks = fillSentences(playbook.manifest.sentences, playbook.questions, {}).flat();
    const said = new Set(blanks.flatMap((part) => ('parameter' in part ? [part.parameter] : [])));
    expect(Object.keys(playbook.questions.properties).filter((asked) => !used.includes(`.${asked}`))).toEqual([]);
    expect(
      Object.keys(playbook.questions.properties).filter((asked) => !said.has(asked) && asked !== 'active'),
    ).toEqual([]);
    expect(blanks.filter((part) => !('parameter' in part) && /\{|\}/.test(part.text))).toEqual([]);
  });
});

it('there are some', () => {
  expect(shipped.length).toBeGreaterThanOrEqual(12);
});
