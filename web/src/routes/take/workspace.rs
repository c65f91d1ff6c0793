//! The workspace as a form: saving, running and submitting without scripts. With them the same happens over the API.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use gauntlet_db::{DraftRow, InvitationState, Micros, Origin, Purpose, Source};
use gauntlet_grader::model::Challenge;
use serde::Deserialize;

use super::super::page;
use crate::{
    error::{AppError, AppResult},
    extract::{BodyReader, Candidate, Named, RequestContext, SubmissionForm, SubmitPermit},
    identity::Token,
    pages::{self, Shell, WorkForm, WorkspaceView},
    receive::IdempotencyKey,
    state::AppState,
    work::{self, HandIn, Overview, Save},
};

/// The form of a confirmation has two short fields, in bytes.
const FORM_BYTES: usize = 4 * 1024;
/// Of the workspace's form, beside its files.
const FIELDS: &[&str] = &["base", "action"];
/// What a save by the page's form says of its device.
const DEVICE: &str = "form";

/// One candidate at one challenge.
struct Work {
    state: AppState,
    candidate: Candidate,
    challenge: Arc<Challenge>,
}

impl Work {
    /// None if there is nothing to be worked on now: the landing page says why.
    fn open(state: AppState, candidate: Candidate, slug: &str) -> AppResult<Option<Self>> {
        let challenge = work::challenge_of(&state, &candidate, slug)?;
        let is_rehearsal = work::is_rehearsal(&candidate, &challenge);
        Ok(match candidate.invitation.state(Micros::now()) {
            InvitationState::UnderWay => Some(Self { state, candidate, challenge }),
            InvitationState::Waiting if is_rehearsal => Some(Self { state, candidate, challenge }),
            _ => None,
        })
    }

    fn slug(&self) -> &str {
        self.challenge.manifest.slug.as_str()
    }

    /// Its pages, with something that was refused or without.
    async fn render(
        &self,
        form: Option<&WorkForm>,
        with: impl FnOnce(&WorkspaceView) -> askama::Result<String>,
    ) -> AppResult<Html<String>> {
        let overview = Overview::read(&self.state, self.candidate.invitation.id).await?;
        let draft: Option<DraftRow> = self.state.store.draft(self.candidate.invitation.id, self.slug()).await?;
        let view = WorkspaceView {
            overview: &overview,
            challenge: &self.challenge,
            draft: draft.as_ref(),
            form,
            is_rehearsal: work::is_rehearsal(&self.candidate, &self.challenge),
            public_url: self.state.settings.public_url.trim_end_matches('/'),
            has_git: self.state.git.is_on(),
        };
        page(with(&view))
    }

    async fn save(&self, save: Save) -> AppResult<()> {
        work::save(&self.state, &self.candidate, &self.challenge, save).await.map(drop)
    }

    async fn hand_in(&self, hand_in: HandIn) -> AppResult<Response> {
        let taken = work::hand_in(&self.state, &self.candidate, &self.challenge, hand_in).await?;
        Ok(Redirect::to(&format!("/take/results/{}", taken.created.submission_id)).into_response())
    }
}

pub(super) async fn show(
    State(state): State<AppState>,
    context: RequestContext,
    candidate: Candidate,
    Named(slug): Named<String>,
) -> AppResult<Response> {
    let Some(work) = Work::open(state, candidate, &slug)? else { return Ok(to_landing()) };
    Ok(work.render(None, |view| pages::workspace(context.shell(), view)).await?.into_response())
}

/// Saves, and then does what the pressed button says. What is refused comes back with everything that was typed.
pub(super) async fn act(
    State(state): State<AppState>,
    context: RequestContext,
    candidate: Result<Candidate, AppError>,
    permit: Result<SubmitPermit, AppError>,
    Named(slug): Named<String>,
    request: Request,
) -> AppResult<Response> {
    let candidate = match candidate {
        Err(error @ AppError::OtherInvitation) => return of_other_link(&state, context.shell(), request, error).await,
        candidate => candidate?,
    };
    let Some(work) = Work::open(state, candidate, &slug)? else { return Ok(to_landing()) };
    let mut form = SubmissionForm::with(FIELDS);
    // The form is read even without a permit: what was typed must not be lost over it.
    let reader = BodyReader::new(&work.state.settings);
    let read = match reader.multipart(request).await {
        Ok(mut parts) => form.read(&reader, &mut parts).await,
        Err(error) => Err(error),
    };
    let permitted = read.and(permit.map(drop)).and_then(|()| work.candidate.permit(&work.state));
    let done = match permitted {
        Ok(()) => save_and_go_on(&work, form.clone()).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(response) => Ok(response),
        Err(error) => refused(&work, context.shell(), form, error).await,
    }
}

/// Gives back what was typed into a page of another invitation: browsers do not keep it for one step back.
async fn of_other_link(state: &AppState, shell: &Shell, request: Request, error: AppError) -> AppResult<Response> {
    let address = request.uri().to_string();
    let mut form = SubmissionForm::with(FIELDS);
    let reader = BodyReader::new(&state.settings);
    form.read(&reader, &mut reader.multipart(request).await?).await?;
    let body = page(pages::other_link(shell, error.title(), &address, &form))?;
    Ok(error.with_page(body))
}

async fn save_and_go_on(work: &Work, form: SubmissionForm) -> AppResult<Response> {
    let action = form.other("action").to_owned();
    let save = to_save(form)?;
    if action == "run" {
        let run = HandIn { save: Some(save), ..HandIn::of_last_save(Purpose::Run, Source::Web, None) };
        return work.hand_in(run).await;
    }
    work.save(save).await?;
    let next = if action == "submit" { "/submit" } else { "" };
    Ok(Redirect::to(&format!("/take/{}{next}", work.slug())).into_response())
}

fn to_save(form: SubmissionForm) -> AppResult<Save> {
    let base = match form.other("base") {
        "" => None,
        // What cannot be read must not be taken for the wish to replace whatever is there.
        text => Some(text.parse().map_err(|_| AppError::Refused("base: expected a version's number".to_owned()))?),
    };
    let origin = if form.uploads.is_empty() { Origin::Browser } else { Origin::Upload };
    Ok(Save { base, handed_in: form.overlaid()?, origin, device: DEVICE.to_owned(), is_autosave: false })
}

async fn refused(work: &Work, shell: &Shell, form: SubmissionForm, error: AppError) -> AppResult<Response> {
    let form = if let AppError::RunTooSoon { .. } = error {
        // With what was uploaded, and to be saved over from now on.
        WorkForm { heading: "Not run yet", error: error.detail(), is_saved: true, ..WorkForm::default() }
    } else {
        let base = match &error {
            // Who has read that there is another version, and saves again, means to replace it.
            AppError::DraftConflict(current) => Some(current.revision),
            _ => form.other("base").parse().ok(),
        };
        let files = form.typed.into_iter().map(|file| (file.path, file.content)).collect();
        WorkForm { heading: "This was not saved", error: error.detail(), is_saved: false, base, files }
    };
    let shell = Shell { path: format!("/take/{}", work.slug()), ..shell.clone() };
    let body = work.render(Some(&form), |view| pages::workspace(&shell, view)).await?;
    Ok(error.with_page(body))
}

/// Asks before an attempt is made.
pub(super) async fn ask(
    State(state): State<AppState>,
    context: RequestContext,
    candidate: Candidate,
    Named(slug): Named<String>,
) -> AppResult<Response> {
    let Some(work) = Work::open(state, candidate, &slug)? else { return Ok(to_landing()) };
    let key = Token::new().map_err(AppError::internal)?;
    Ok(work.render(None, |view| pages::confirm(context.shell(), view, key.secret())).await?.into_response())
}

#[derive(Deserialize)]
struct Confirmed {
    #[serde(default)]
    key: String,
    /// The version that the page spoke of.
    revision: Option<u64>,
}

/// Makes the attempt; the same form sent again leads to the same one.
pub(super) async fn submit(
    State(state): State<AppState>,
    context: RequestContext,
    candidate: Candidate,
    _: SubmitPermit,
    Named(slug): Named<String>,
    request: Request,
) -> AppResult<Response> {
    candidate.permit(&state)?;
    let Some(work) = Work::open(state, candidate, &slug)? else { return Ok(to_landing()) };
    let body = BodyReader::with(FORM_BYTES, work.state.settings.body_timeout).bytes(request).await?;
    let form: Confirmed = serde_urlencoded::from_bytes(&body)
        .map_err(|_| AppError::BadRequest("expected a form with the fields 'key' and 'revision'".to_owned()))?;
    let key = IdempotencyKey::parse(&form.key)?;
    let last_save = HandIn::of_last_save(Purpose::Attempt, Source::Web, Some(key));
    match work.hand_in(HandIn { revision: form.revision, ..last_save }).await {
        Ok(response) => Ok(response),
        Err(error @ (AppError::Internal(_) | AppError::Unavailable(_))) => Err(error),
        Err(error) => {
            let heading = "This was not submitted";
            let refused = WorkForm { heading, error: error.detail(), is_saved: true, ..WorkForm::default() };
            let key = Token::new().map_err(AppError::internal)?;
            let shell = Shell { path: format!("/take/{slug}"), ..context.shell().clone() };
            let body = work.render(Some(&refused), |view| pages::confirm(&shell, view, key.secret())).await?;
            Ok(error.with_page(body))
        }
    }
}

fn to_landing() -> Response {
    Redirect::to("/take").into_response()
}
