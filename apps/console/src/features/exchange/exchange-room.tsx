import { mayDo } from '@barrow/contracts';
import { Anchor } from '@mantine/core';
import { Card } from '../../parts/card.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { Room } from '../../parts/room.tsx';
import { useMe } from '../identity/session.ts';
import { CsvTable } from './csv-table.tsx';
import { text } from './messages.ts';

const commands = {
  dry: './barrow import sales FILE --dry-run',
  run: './barrow import sales FILE',
  mapping: './barrow import sales FILE --mapping MAPPING.yaml',
};

export function ExchangeRoom() {
  const { role } = useMe();
  return (
    <Room title={text.title} intro={text.intro}>
      <div className="columns">
        <div className="card">
          {mayDo(role, 'network.read') ? (
            <CsvTable table="locations" may={mayDo(role, 'network.manage')} {...text.tables.locations} />
          ) : null}
          {(['items', 'prices', 'assortment'] as const).map((table) => (
            <CsvTable key={table} table={table} may={mayDo(role, 'catalogue.manage')} {...text.tables[table]} />
          ))}
        </div>
        <div className="stack">
          <Card title={text.sales} padded>
            <p>{text.salesIntro}</p>
            <p>{text.salesDry}</p>
            <pre className="command">{commands.dry}</pre>
            <p>{text.salesRun}</p>
            <pre className="command">{commands.run}</pre>
            <p>{text.salesMore}</p>
            <pre className="command">{commands.mapping}</pre>
          </Card>
          <Card title={text.api} padded>
            <p>{text.apiIntro}</p>
            <Anchor href="/docs" inherit underline="always">
              {text.apiLink}
            </Anchor>
            {mayDo(role, 'key.manage') ? (
              <>
                {' · '}
                <RoomLink to="/keys" underline="always">
                  {text.keysLink}
                </RoomLink>
              </>
            ) : null}
          </Card>
        </div>
      </div>
    </Room>
  );
}
