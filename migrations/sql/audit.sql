-- The audit: 64 chains, each row linked to the one before it. The application's login can only append, by a function
-- that locks the chain last in its transaction, so that a chain's order is the order of commits.

create function audit_body(r audit_row) returns bytea
language sql immutable
as $$
  select convert_to(jsonb_build_array(
    r.chain, r.sequence, (extract(epoch from r.at) * 1000000)::bigint, r.request_id, r.actor_id, r.process,
    r.session_id, r.role, r.agency_id, r.verb, r.outcome, r.rule, to_jsonb(r.children), to_jsonb(r.sections), r.label,
    r.object_kind, r.object_id, r.details
  )::text, 'UTF8')
$$;

create function audit_append(p jsonb) returns void
language plpgsql security definer
set search_path = pg_catalog, public
as $$
declare
  head public.audit_chain;
  fresh public.audit_row;
begin
  if p->>'once' is not null then
    insert into public.audit_once (key, until)
    values (sha256(convert_to(p->>'once', 'UTF8')), (p->>'at')::timestamptz + interval '15 minutes')
    on conflict (key) do update set until = excluded.until where audit_once.until <= (p->>'at')::timestamptz;
    if not found then
      return;
    end if;
  end if;
  perform pg_advisory_xact_lock(73640, (p->>'chain')::int);
  select * into head from public.audit_chain where chain = (p->>'chain')::smallint;
  fresh.chain := head.chain;
  fresh.sequence := head.sequence + 1;
  fresh.at := (p->>'at')::timestamptz;
  fresh.request_id := (p->>'request_id')::uuid;
  fresh.actor_id := (p->>'actor_id')::uuid;
  fresh.process := p->>'process';
  fresh.session_id := (p->>'session_id')::uuid;
  fresh.role := p->>'role';
  fresh.agency_id := (p->>'agency_id')::uuid;
  fresh.verb := p->>'verb';
  fresh.outcome := p->>'outcome';
  fresh.rule := p->>'rule';
  fresh.children := array(select jsonb_array_elements_text(p->'children'))::uuid[];
  fresh.sections := array(select jsonb_array_elements_text(p->'sections'));
  fresh.label := p->>'label';
  fresh.object_kind := p->>'object_kind';
  fresh.object_id := (p->>'object_id')::uuid;
  fresh.details := p->'details';
  fresh.previous_hash := head.hash;
  fresh.hash := sha256(head.hash || public.audit_body(fresh));
  insert into public.audit_row values (fresh.*);
  update public.audit_chain set sequence = fresh.sequence, hash = fresh.hash where chain = head.chain;
end
$$;

-- Monthly partitions, made ahead; the default partition takes what no month was made for.
create function audit_make_partitions(from_month date, months int) returns void
language plpgsql security definer
set search_path = pg_catalog, public
as $$
declare
  month date := date_trunc('month', from_month)::date;
begin
  for i in 1..months loop
    if to_regclass(format('public.audit_row_%s', to_char(month, 'YYYYMM'))) is null then
      execute format(
        'create table public.%I partition of public.audit_row for values from (%L) to (%L)',
        'audit_row_' || to_char(month, 'YYYYMM'), month::timestamp at time zone 'UTC',
        (month + interval '1 month')::timestamp at time zone 'UTC');
    end if;
    month := (month + interval '1 month')::date;
  end loop;
end
$$;

create table audit_row_other partition of audit_row default;
select audit_make_partitions(current_date, 4);
insert into audit_chain (chain, sequence, hash)
select n, 0, sha256(convert_to('chain ' || n, 'UTF8')) from generate_series(0, 63) n;
