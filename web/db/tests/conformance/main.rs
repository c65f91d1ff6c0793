//! What the store promises, as one body per behaviour, run on SQLite and on Postgres. Behaviours that only one of them
//! has are in `sqlite_only` and `postgres_only`.
#![allow(clippy::unwrap_used, clippy::expect_used)] // the whole crate is tests

mod audit;
mod claims;
mod durability;
mod endings;
mod idempotency;
mod lifecycle;
mod lists;
mod people;
mod postgres_only;
mod sqlite_only;
mod support;
mod text;
mod together;
mod work;

/// Makes each behaviour two tests: `sqlite::<module>::<behaviour>` and `postgres::<module>::<behaviour>`. One that is
/// forgotten here is dead code, which the compiler reports.
macro_rules! conformance {
    ($($module:ident: $behaviours:tt)+) => {
        mod sqlite { $( conformance! { @module $module sqlite $behaviours } )+ }
        mod postgres { $( conformance! { @module $module postgres $behaviours } )+ }
    };
    (@module $module:ident $database:ident { $($behaviour:ident)+ }) => {
        mod $module {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $behaviour() {
                    crate::$module::$behaviour(crate::support::TestDb::$database().await).await;
                }
            )+
        }
    };
}

conformance! {
    lifecycle: {
        a_submission_goes_from_queued_to_finished
        unknown_ids_are_not_found
        progress_shows_while_it_runs
        depth_and_counts_follow
    }
    idempotency: {
        the_same_request_again_stores_nothing
        a_key_with_other_content_is_a_conflict
        a_replay_shows_what_became_of_the_first
        requests_at_once_with_one_key_store_one
    }
    claims: {
        the_oldest_comes_first
        racing_workers_never_get_the_same_job
        a_lapsed_job_is_claimed_again_under_a_higher_fence
        renewing_keeps_the_job
        release_keeps_place_and_attempts
        a_stopped_server_takes_its_jobs_back
    }
    endings: {
        late_words_change_nothing
        a_second_finish_changes_nothing
        a_failure_is_retried_after_its_delay
        the_last_failure_is_final
        a_failure_without_retry_is_final_at_once
        a_job_that_lapses_too_often_fails
    }
    lists: {
        pages_stay_stable_while_submissions_arrive
        submissions_of_one_moment_are_all_listed_once
        filters_combine
        limits_are_bounded
    }
    audit: {
        every_change_leaves_a_line
        reads_and_refusals_leave_none
        lines_cannot_be_changed
        every_step_of_people_leaves_a_line
        what_changes_nothing_leaves_no_line
    }
    people: {
        an_address_has_one_account
        a_session_lasts_until_it_expires_or_ends
        an_assessment_comes_back_as_it_was_made
        invitations_are_made_all_or_none
        work_starts_once_and_in_time
        the_first_opening_and_a_request_are_kept
        a_challenge_is_in_use_until_nobody_can_work_on_it
    }
    work: {
        a_save_from_an_old_revision_is_a_conflict
        typing_is_kept_once_a_minute_and_what_is_there_now_is_listed
        what_somebody_asked_for_is_kept_and_so_is_what_it_replaced
        what_was_saved_by_itself_is_kept_once_it_is_asked_for
        drafts_are_saved_while_work_is_under_way_each_for_itself
        attempts_are_counted_but_for_what_cost_none
        attempts_at_once_are_counted_one_after_the_other
        a_repeated_attempt_is_taken_once
        runs_are_spaced_and_never_counted
        the_clock_hands_in_the_last_save
        what_was_handed_in_already_is_not_handed_in_again
    }
    together: {
        what_comes_with_an_attempt_is_saved_and_handed_in_or_neither
        a_version_that_was_looked_at_is_handed_in_or_none
        an_attempt_holds_what_came_with_it_whatever_others_save
        a_repeated_request_is_answered_whatever_happened_since
        a_draft_that_the_database_refuses_takes_no_other_with_it
        extra_time_counts_whenever_it_is_given
        work_that_cannot_be_ended_keeps_no_other_from_it
        the_clock_may_be_set_back
    }
    text: {
        odd_text_comes_back_exactly
        large_submissions_come_back_exactly
        nul_is_refused_where_it_would_change_the_data
        nul_in_text_for_people_becomes_a_replacement_character
    }
    durability: {
        a_dropped_call_leaves_all_or_nothing
        opening_again_finds_everything
        a_schema_from_the_future_is_refused
        a_closed_store_is_unavailable
    }
}
