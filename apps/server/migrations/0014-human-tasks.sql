-- Tasks that ask somebody for an answer: who, until when, and what the answer looks like.
alter table tasks.task
  add column assignee_role text,
  add column assignee_id text,
  add column claimed_by text,
  add column claimed_by_name text,
  -- JSON Schema of the answer; null for tasks that are only ended.
  add column form jsonb,
  add column answer jsonb,
  add column due_at timestamptz,
  add column remind_at timestamptz,
  add column escalate_at timestamptz,
  add column escalate_role text,
  add column escalated_at timestamptz,
  -- Who waits for the answer.
  add column asked_by text;
create index task_to_remind on tasks.task (remind_at) where status = 'open' and remind_at is not null;
create index task_to_escalate on tasks.task (escalate_at) where status = 'open' and escalate_at is not null;
call platform.let_dispatch_read('tasks.task');

-- Open tasks that somebody must be told of again, or somebody else for the first time.
create function tasks.tasks_to_tell(at_most integer) returns table (org_id uuid, task_id uuid)
language sql stable security definer set search_path = tasks, pg_temp
as $$
  (select t.org_id, t.task_id from tasks.task t where t.status = 'open' and t.remind_at <= now() order by t.remind_at limit at_most)
  union
  (select t.org_id, t.task_id from tasks.task t where t.status = 'open' and t.escalate_at <= now() order by t.escalate_at limit at_most)
$$;
call platform.give_to_dispatch('tasks.tasks_to_tell(integer)', 'barrow_app');
