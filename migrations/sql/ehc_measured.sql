-- What the published measures of the EHC process are counted from, of one authority: how many things of each kind were
-- answered in a year, in time or not. Numbers alone, of records that are not sealed. Whoever asks holds the post of an
-- analyst there today, or is the database's owner on the command line; anybody else is given nothing. The application
-- takes small numbers out before it shows any.
--
-- decided: requests by when the answer was told, 6 weeks (SEND Regulations 2014, regulation 5(1)). issued: plans by
-- when they were first issued, 20 weeks (regulation 13(2)). reviews: annual reviews by when the decision was told, 4
-- weeks after the meeting (regulation 20(10)); one that came without its letter, as an import may, by its decision.
-- First assessments only, as published; a request that a tribunal sent back was decided when it was first decided.
create function ehc_measured(p_authority uuid, p_first date, p_last date)
returns table (kind text, year integer, in_time boolean, excepted boolean, outcome text, many bigint)
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
  ), open_records as (
    select c.id from public.child c
    where exists (select from allowed) and c.authority_id = p_authority and not c.sealed
  ), told as (
    (select distinct on (a.id) 'decided' as kind, a.received_on as began, coalesce(d.told_on, d.decided_on) as ended,
      42 as days, false as excepted, '' as outcome
    from public.ehc_assessment a
      join open_records o on o.id = a.child_id
      join public.ehc_decision d on d.authority_id = a.authority_id and d.assessment_id = a.id
    where a.authority_id = p_authority and a.kind = 'first' and d.kind in ('assess', 'not_assess')
    order by a.id, d.decided_on, d.id)
    union all
    select 'issued', a.received_on, p.first_issued_on, 140,
      exists (
        select from public.clock k join public.clock_exception e on e.clock_id = k.id and e.kind = 'later'
        where k.authority_id = a.authority_id and k.child_id = a.child_id and k.rule = 'E8' and k.state <> 'void'
          and k.from_on = a.received_on
          and not exists (select from public.clock_exception x where x.ends_id = e.id and x.to_on is null)
      ), ''
    from public.ehc_assessment a
      join open_records o on o.id = a.child_id
      join public.formal_plan p on p.id = a.plan_id and p.type = 'ehc'
    where a.authority_id = p_authority and a.kind = 'first' and p.first_issued_on is not null
    union all
    select 'reviews', r.met_on,
      coalesce(
        (r.more ->> 'completed_on')::date,
        case when not exists (
          select from public.ehc_decision d
          where d.authority_id = r.authority_id and d.review_id = r.review_id
            and d.kind in ('maintain', 'amend', 'cease')
        ) then r.decided_on end
      ), 28, false, coalesce(r.decision, '')
    from public.ehc_review r join open_records o on o.id = r.child_id
    where r.authority_id = p_authority and r.met_on is not null and r.decided_on is not null
  )
  select kind, extract(year from ended)::integer, ended <= began + days, excepted, outcome, count(*)
  from told where ended between p_first and p_last
  group by 1, 2, 3, 4, 5
$$;

revoke execute on function ehc_measured(uuid, date, date) from public;
grant execute on function ehc_measured(uuid, date, date) to coordination_app;
