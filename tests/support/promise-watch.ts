import pg from 'pg';

/**
 * Watches every single change of a balance from inside the database, in the transaction that makes it. `overpromised` is a promise beyond
 * what was on hand less the allowance; `short` is an item of the strict ones of which less is on hand than is promised, or less than nothing.
 */
export async function watchPromises(
  databaseUrl: string,
  watched: { readonly allowances: ReadonlyMap<string, number>; readonly strictItemIds: readonly string[] },
): Promise<{ violations(): Promise<string[]>; end(): Promise<void> }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`
    create schema watch;
    create table watch.allowance (location_id uuid primary key, milli bigint not null);
    create table watch.strict (item_id uuid primary key);
    create table watch.violation (what text not null, balance jsonb not null);
    create function watch.look() returns trigger language plpgsql security definer as $$
    begin
      if new.reserved_milli > old.reserved_milli and new.on_hand_milli - new.reserved_milli
          < (select milli from watch.allowance a where a.location_id = new.location_id) then
        insert into watch.violation values ('overpromised', to_jsonb(new));
      end if;
      if (new.on_hand_milli < 0 or new.on_hand_milli < new.reserved_milli)
          and exists (select from watch.strict s where s.item_id = new.item_id) then
        insert into watch.violation values ('short', to_jsonb(new));
      end if;
      return null;
    end $$;
    create trigger look after update on stock.balance for each row execute function watch.look()`);
  await client.query('insert into watch.strict select unnest($1::uuid[])', [watched.strictItemIds]);
  await client.query('insert into watch.allowance select * from unnest($1::uuid[], $2::bigint[])', [
    [...watched.allowances.keys()],
    [...watched.allowances.values()],
  ]);
  return {
    async violations() {
      const { rows } = await client.query<{ told: string }>(
        `select what || ' ' || balance::text as told from watch.violation limit 20`,
      );
      return rows.map((row) => row.told);
    },
    end: () => client.end(),
  };
}
