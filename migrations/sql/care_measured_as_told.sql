-- What the published measures of children looked after are counted from, of one authority, at the end of each year asked
-- for (31 March): of how many children something was so. Numbers alone, of records that are not sealed. Whoever asks
-- holds the post of an analyst there today, or is the database's owner on the command line; anybody else is given
-- nothing. The application takes small numbers out before it shows any.
--
-- Counted are children looked after on the day, those in an agreed series of short breaks (V3, V4) left out.
-- moves: three or more placements in the year, those that go on from the year before among them; temporary placements
--   (T codes) left out. lasting: aged under 16 and looked after without a break for two and a half years, in the same
--   placement for two years. reviews: every looked-after review that was due in the year, in time (CPPCR 2010, reg. 33).
-- health, dental, immunised, sdq: of those looked after for twelve months: an assessment, a check, immunisations up to
--   date, and from 4 to 16 a score, all in the year (SSDA903, OC2).
-- Of a period that began before its record here, the homes are known from its first day, and reviews and checks from the
-- first day told: years before that day are left out of those.
create or replace function care_measured(p_authority uuid, p_ends date[])
returns table (kind text, year integer, in_time boolean, many bigint)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  with allowed as (
    select 1 where session_user = current_user
    union all
    select 1 from public.role_held r join public.agency a on a.id = r.agency_id
    where r.person_id = nullif(current_setting('app.actor', true), '')::uuid and r.role = 'ANL'
      and coalesce(r.authority_id, a.authority_id) = p_authority
      and r.from_on <= public.app_today() and (r.to_on is null or public.app_today() < r.to_on)
  ), counted as (
    select e.on_day, e.on_day - interval '1 year' as began, c.id as child_id, c.born_on, p.from_on,
      p.told_from is null or p.told_from <= e.on_day - interval '1 year' + interval '1 day' as is_told
    from unnest(p_ends) as e (on_day)
      join public.child c on c.authority_id = p_authority and not c.sealed
      join public.care_period p on p.authority_id = c.authority_id and p.child_id = c.id
        and p.from_on <= e.on_day and (p.to_on is null or p.to_on > e.on_day)
    where exists (select from allowed) and not exists (
      select from public.legal_status l
      where l.authority_id = c.authority_id and l.child_id = c.id and l.code in ('V3', 'V4')
        and l.from_on <= e.on_day and (l.to_on is null or l.to_on > e.on_day)
    )
  ), long_enough as (
    select * from counted where from_on <= began and is_told
  ), told as (
    select 'looked_after' as kind, on_day, true as in_time from counted
    union all
    select 'moves', n.on_day, (
      select count(*) >= 3 from public.placement m
      where m.authority_id = p_authority and m.child_id = n.child_id and m.code not like 'T%'
        and m.from_on <= n.on_day and (m.to_on is null or m.to_on > n.began)
    ) from counted n
    union all
    select 'lasting', n.on_day, exists (
      select from public.placement m
      where m.authority_id = p_authority and m.child_id = n.child_id and m.code not like 'T%'
        and m.from_on <= n.on_day - interval '2 years' and (m.to_on is null or m.to_on > n.on_day)
    )
    from counted n
    where n.born_on > n.on_day - interval '16 years' and n.from_on <= n.on_day - interval '30 months'
    union all
    select 'reviews', n.on_day, bool_and(k.state = 'met')
    from counted n join public.clock k on k.authority_id = p_authority and k.child_id = n.child_id
      and k.rule in ('L3', 'L4', 'L5') and k.state <> 'void' and k.due_on > n.began and k.due_on <= n.on_day
    where n.is_told
    group by n.on_day, n.child_id
    union all
    select h.kind, n.on_day, exists (
      select from public.health_check x
      where x.authority_id = p_authority and x.child_id = n.child_id and x.kind = h.of and not x.declined
        and x.held_on > n.began and x.held_on <= n.on_day and x.up_to_date is not false
        and (x.kind <> 'sdq' or x.score is not null)
    )
    from long_enough n cross join (
      values ('health', 'assessment'), ('dental', 'dental'), ('immunised', 'immunisations'), ('sdq', 'sdq')
    ) as h (kind, of)
    where h.kind <> 'sdq'
      or (n.born_on <= n.on_day - interval '4 years' and n.born_on > n.on_day - interval '17 years')
  )
  select kind, extract(year from on_day)::integer, in_time, count(*) from told group by 1, 2, 3
$$;
