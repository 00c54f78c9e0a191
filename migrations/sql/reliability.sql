-- How an authority's organisations take part, for its analysts: numbers alone, of records that are not sealed, of what
-- everybody who works with a child may read. Whoever asks holds the post of an analyst there today; anybody else is
-- given nothing. The application takes small numbers out before it shows any.
create function agency_reliability(p_authority uuid, p_since date, p_today date)
returns table (
  agency_id uuid, name text, children bigint, invited bigint, came bigint, reports_wanted bigint, reports bigint,
  actions bigint, on_time bigint, median_late double precision, asked bigint, declined bigint
)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  with allowed as (
    select 1 from public.role_held r join public.agency a on a.id = r.agency_id
    where r.person_id = nullif(current_setting('app.actor', true), '')::uuid and r.role = 'ANL'
      and coalesce(r.authority_id, a.authority_id) = p_authority
      and r.from_on <= public.app_today() and (r.to_on is null or public.app_today() < r.to_on)
  ), meetings as (
    select p.agency_id, count(*) as invited,
      count(*) filter (where p.attended in ('in_person', 'online', 'phone', 'part')) as came,
      count(*) filter (where coalesce(p.report, 'no') <> 'not_asked') as reports_wanted,
      count(*) filter (where p.report in ('yes', 'late')) as reports,
      array_agg(distinct v.child_id) as children
    from public.review v join public.review_person p on p.review_id = v.id
      join public.child c on c.authority_id = v.authority_id and c.id = v.child_id and not c.sealed
    where exists (select from allowed) and v.authority_id = p_authority and v.state in ('draft', 'signed')
      and v.kind not in ('conference', 'core_group') and v.held_on between p_since and p_today
      and p.agency_id is not null and coalesce(p.response, '') <> 'not_asked'
    group by p.agency_id
  ), work as (
    select x.agency_id,
      count(*) filter (where x.due) as actions,
      count(*) filter (where x.due and x.in_time) as on_time,
      percentile_cont(0.5) within group (order by x.days) filter (where x.due and not x.in_time) as median_late,
      count(*) filter (where x.acceptance <> 'offered') as asked,
      count(*) filter (where x.acceptance = 'declined') as declined,
      array_agg(distinct x.child_id) as children
    from (
      select a.agency_id, a.child_id, a.acceptance,
        a.due_on < p_today and a.status <> 'cancelled' as due,
        coalesce(a.status = 'done' and a.done_on <= a.due_on, false) as in_time,
        case when a.status = 'done' then coalesce(a.done_on, p_today) else p_today end - a.due_on as days
      from public.action a join public.statement s on s.id = a.id
        join public.child c on c.authority_id = a.authority_id and c.id = a.child_id and not c.sealed
      where exists (select from allowed) and a.authority_id = p_authority and a.due_on >= p_since
        and a.agency_id is not null and s.ended_on is null and s.label in ('S0', 'S1') and s.caveats = '{}'
    ) x
    group by x.agency_id
  )
  select g.id, g.name,
    (select count(distinct k) from unnest(m.children || w.children) k),
    coalesce(m.invited, 0), coalesce(m.came, 0), coalesce(m.reports_wanted, 0), coalesce(m.reports, 0),
    coalesce(w.actions, 0), coalesce(w.on_time, 0), w.median_late, coalesce(w.asked, 0), coalesce(w.declined, 0)
  from meetings m full join work w on w.agency_id = m.agency_id
    join public.agency g on g.id = coalesce(m.agency_id, w.agency_id)
$$;

grant execute on function agency_reliability(uuid, date, date) to coordination_app;
