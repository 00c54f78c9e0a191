"""One row of each SSDA903 table as a record, or refused with its reason.

A function a table. Each is given a row of its table and the child of the header the row is about, and gives
the record, or None once the row is refused. Source of the tables and codes: DfE children looked after
(SSDA903) guide.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from coordination.codes import code_list
from coordination.exchange.imports.records import (
    AdoptionMatch,
    AdoptionPlan,
    CareEpisode,
    CareLeaver,
    ImportedChild,
    LibertyRestriction,
    MissingEpisode,
    OutcomesYear,
    PreviousPermanence,
    Record,
    ReviewHeld,
    SocialWorkerPeriod,
    UnaccompaniedChild,
)
from coordination.exchange.imports.ssda903_children import Known, in_order, not_before_birth
from coordination.exchange.imports.values import RowReader, as_date, as_text
from coordination.timescales.calendar import birthday

# An Ofsted or GIAS URN has six or seven figures; a children's home's begins with SC; X marks a place outside
# England.
_URN: Final = re.compile(r"(?:SC)?[0-9]{6,7}|X{7}")
# A figure at least, so that a name is never taken for a number.
_WORKER: Final = re.compile(r"(?=[^0-9]*[0-9])[A-Z0-9]{3,20}")
_AUTHORITY: Final = re.compile(r"[A-Z0-9]{3,9}")
_PARTIAL_DATE: Final = re.compile(r"[0-9zZ]{1,2}/[0-9zZ]{1,2}/([0-9]{4}|[zZ]{4})")


def episode(row: RowReader, about: ImportedChild, known: Known) -> CareEpisode | None:
    """An episode of care."""
    from_on = row.day("decom", required=True)
    to_on = row.end_day("dec")
    reason_new = row.code("rne", code_list("reason_new_episode"), required=True)
    legal_status = row.code("ls", code_list("legal_status"), required=True)
    placement_type = row.code("place", code_list("placement_type"), required=True)
    need = row.code("cin", code_list("category_of_need"))
    provider = row.code("place_provider", code_list("placement_provider"))
    reason_change = row.code("reason_place_change", code_list("reason_placement_change"))
    # An unknown reason for ending may be the day the child left care, so it is not left out like other codes.
    reason_ended = None if row.blank("rec") else row.code("rec", code_list("reason_episode_ended"), required=True)
    number = urn(row)
    not_before_birth(row, "decom", from_on, about)
    in_order(row, from_on, "dec", to_on)
    if from_on is not None and to_on == from_on:
        row.refuse("dec", "no_length", "The episode starts and ends on the same day, so it covers no night.")
    if to_on is None and row.blank("dec") and reason_ended is not None:
        if reason_ended == "X1":
            row.warn("rec", "reason_without_end", "There is a reason for ending but no end date. It is left out.")
            reason_ended = None
        else:
            row.refuse(
                "dec",
                "no_end_date",
                "The child is said to have stopped being looked after, but there is no date for it.",
            )
    if row.refused or from_on is None or reason_new is None or legal_status is None or placement_type is None:
        return None
    for column, codes in _EPISODE_CODES.items():
        row.code_years(column, code_list(codes), from_on, to_on or known.last_day)
    return CareEpisode(
        local_id=about.local_id,
        origin=row.origin,
        from_on=from_on,
        to_on=to_on,
        reason_new=reason_new,
        legal_status=legal_status,
        need=need,
        placement_type=placement_type,
        provider=provider,
        urn=number,
        reason_ended=reason_ended,
        reason_placement_change=reason_change,
    )


_EPISODE_CODES: Final = {
    "rne": "reason_new_episode",
    "ls": "legal_status",
    "place": "placement_type",
    "rec": "reason_episode_ended",
    "reason_place_change": "reason_placement_change",
}


def urn(row: RowReader) -> str | None:
    """Ofsted's number of the home or agency, None when blank. One that cannot be right is left out."""
    value = row.value("urn")
    if value is None:
        return None
    text = as_text(value).upper().replace(" ", "")
    if _URN.fullmatch(text):
        return text
    row.warn("urn", "bad_urn", "The URN is not one Ofsted gives. It is left out.")
    return None


def review(row: RowReader, about: ImportedChild, known: Known) -> ReviewHeld | None:
    """A review of a looked after child."""
    held_on = row.day("review", required=True)
    participation = row.code("review_code", code_list("review_participation"))
    not_before_birth(row, "review", held_on, about)
    if row.refused or held_on is None:
        return None
    if participation is not None and about.born_on is not None:
        under_4 = held_on < birthday(about.born_on, 4)
        if under_4 != (participation == "PN0"):
            row.warn(
                "review_code",
                "participation_and_age",
                "PN0 is for children under 4 and the other codes are for children of 4 or older; this child "
                + ("was under 4." if under_4 else "was 4 or older."),
            )
    return ReviewHeld(
        local_id=about.local_id,
        origin=row.origin,
        kind="looked_after",
        held_on=held_on,
        participation=participation,
    )


def unaccompanied(row: RowReader, about: ImportedChild, known: Known) -> UnaccompaniedChild | None:
    """A row of UASC. The day the status ends may be still to come."""
    sex = row.code("sex", code_list("sex"))
    if sex is not None and about.sex is not None and sex != about.sex:
        row.warn("sex", "sex_differs", "The sex on this row is not the one in the header. The header's is used.")
    until_on = row.day("duc", future=True)
    not_before_birth(row, "duc", until_on, about)
    if row.refused:
        return None
    if until_on is not None and about.born_on is not None and until_on > birthday(about.born_on, 18):
        row.warn("duc", "past_18", "The day this status ends is after the child's 18th birthday.")
    return UnaccompaniedChild(local_id=about.local_id, origin=row.origin, until_on=until_on)


def missing(row: RowReader, about: ImportedChild, known: Known) -> MissingEpisode | None:
    """A time the child was missing or away without authorisation."""
    kind = row.code("missing", code_list("missing_kind"), required=True)
    from_on = row.day("mis_start", required=True)
    to_on = row.end_day("mis_end")
    not_before_birth(row, "mis_start", from_on, about)
    in_order(row, from_on, "mis_end", to_on)
    if row.refused or kind is None or from_on is None:
        return None
    return MissingEpisode(local_id=about.local_id, origin=row.origin, from_on=from_on, to_on=to_on, kind=kind)


def previous_permanence(row: RowReader, about: ImportedChild, known: Known) -> PreviousPermanence | None:
    """What is known of an earlier permanence. Its date may be known in part, written ``zz/06/2014``."""
    kind = row.code("prev_perm", code_list("previous_permanence"), required=True)
    written = as_text(row.value("date_perm"))
    ended_on = as_date(written)
    partial = _PARTIAL_DATE.fullmatch(written)
    year = ended_on.year if ended_on else int(partial[1]) if partial and partial[1].isdigit() else None
    if written and ended_on is None and partial is None:
        row.warn("date_perm", "not_a_date", "DATE_PERM is not a date or a part of one. It is left out.")
    authority = as_text(row.value("la_perm")).upper() or None
    if authority is not None and not _AUTHORITY.fullmatch(authority):
        row.warn("la_perm", "bad_authority", "LA_PERM is not the code of an authority. It is left out.")
        authority = None
    not_before_birth(row, "date_perm", ended_on, about)
    if row.refused or kind is None:
        return None
    return PreviousPermanence(
        local_id=about.local_id,
        origin=row.origin,
        kind=kind,
        authority=authority,
        ended_on=ended_on,
        ended_year=year,
    )


def social_worker(row: RowReader, about: ImportedChild, known: Known) -> SocialWorkerPeriod | None:
    """A social worker's time with the child."""
    worker = as_text(row.value("sw_id")).upper()
    if not _WORKER.fullmatch(worker):
        row.refuse("sw_id", "bad_worker_id", "SW_ID is not the registration number of a social worker.")
    from_on = row.day("sw_decom", required=True)
    to_on = row.end_day("sw_dec")
    reason = row.code("sw_reason", code_list("social_worker_change"))
    in_order(row, from_on, "sw_dec", to_on)
    if row.refused or from_on is None:
        return None
    return SocialWorkerPeriod(
        local_id=about.local_id, origin=row.origin, from_on=from_on, to_on=to_on, worker=worker, reason=reason
    )


def outcomes(row: RowReader, about: ImportedChild, known: Known) -> OutcomesYear | None:
    """A row of OC2. The questionnaire has either a score or a reason for having none."""
    score = row.whole_number("sdq_score", 0, 40)
    reason = row.code("sdq_reason", code_list("sdq_reason"))
    if score is not None and reason is not None:
        row.warn("sdq_reason", "score_and_reason", "There is both a score and a reason for having no score.")
    answers = {name: row.yes_no(name) for name in _OC2_ANSWERS}
    if row.refused:
        return None
    return OutcomesYear(
        local_id=about.local_id,
        origin=row.origin,
        return_year=known.return_year,
        sdq_score=score,
        sdq_reason=reason,
        **answers,
    )


_OC2_ANSWERS: Final = (
    "convicted",
    "health_check",
    "immunisations",
    "teeth_check",
    "health_assessment",
    "substance_misuse",
    "intervention_received",
    "intervention_offered",
)


def care_leaver(row: RowReader, about: ImportedChild, known: Known) -> CareLeaver | None:
    """A row of OC3. The accommodation is a letter and a figure: 1 suitable, 2 not suitable."""
    in_touch = row.code("in_touch", code_list("care_leaver_contact"), required=True)
    activity = row.code("activ", code_list("care_leaver_activity"))
    accommodation, suitable = None, None
    written = as_text(row.value("accom")).upper()
    letters = code_list("care_leaver_accommodation")
    if written == "0" or (len(written) == 2 and written[0] in letters and written[1] in "12" and written[0] != "0"):
        accommodation = written[0]
        suitable = None if written == "0" else written[1] == "1"
    elif written:
        row.unknown_code("accom", letters, written)
    if row.refused:
        return None
    return CareLeaver(
        local_id=about.local_id,
        origin=row.origin,
        in_touch=in_touch,
        activity=activity,
        accommodation=accommodation,
        suitable=suitable,
    )


def adoption_match(row: RowReader, about: ImportedChild, known: Known) -> AdoptionMatch | None:
    """A row of AD1."""
    decided_on = row.day("date_int", required=True)
    matched_on = row.day("date_match")
    adopters = row.whole_number("nb_adoptr", 1, 2)
    by_foster_carer = row.yes_no("foster_care")
    sex = row.code("sex_adoptr", code_list("adopter_sex"))
    legal_status = row.code("ls_adoptr", code_list("adopter_legal_status"))
    not_before_birth(row, "date_int", decided_on, about)
    in_order(row, decided_on, "date_match", matched_on)
    if row.refused or decided_on is None:
        return None
    return AdoptionMatch(
        local_id=about.local_id,
        origin=row.origin,
        decided_on=decided_on,
        matched_on=matched_on,
        by_foster_carer=by_foster_carer,
        adopters=adopters,
        adopter_sex=sex,
        adopter_legal_status=legal_status,
    )


def adoption_plan(row: RowReader, about: ImportedChild, known: Known) -> AdoptionPlan | None:
    """A row of PlacedAdoption: the decision that the child should be placed, and where it was changed."""
    from_on = row.day("date_placed", required=True)
    to_on = row.end_day("date_placed_ceased")
    reason = row.code("reason_placed_ceased", code_list("adoption_placement_ended"))
    not_before_birth(row, "date_placed", from_on, about)
    in_order(row, from_on, "date_placed_ceased", to_on)
    if row.refused or from_on is None:
        return None
    return AdoptionPlan(local_id=about.local_id, origin=row.origin, from_on=from_on, to_on=to_on, reason_ended=reason)


def liberty_restriction(row: RowReader, about: ImportedChild, known: Known) -> LibertyRestriction | None:
    """A row of DoLo."""
    from_on = row.day("dolo_start", required=True)
    to_on = row.end_day("dolo_end")
    not_before_birth(row, "dolo_start", from_on, about)
    in_order(row, from_on, "dolo_end", to_on)
    if row.refused or from_on is None:
        return None
    return LibertyRestriction(local_id=about.local_id, origin=row.origin, from_on=from_on, to_on=to_on)


# What reads a row of each table other than the header and the episodes.
READERS: Final[Mapping[str, Callable[[RowReader, ImportedChild, Known], Record | None]]] = {
    "reviews": review,
    "uasc": unaccompanied,
    "missing": missing,
    "previous_permanence": previous_permanence,
    "sw_episodes": social_worker,
    "oc2": outcomes,
    "oc3": care_leaver,
    "ad1": adoption_match,
    "placed_for_adoption": adoption_plan,
    "dolo": liberty_restriction,
}
