//! Assessments and their invitations, for interviewers.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use gauntlet_db::{AssessmentId, Micros, NewAssessment};
use gauntlet_grader::model::Challenge;

use super::page;
use crate::{
    error::{AppError, AppResult},
    extract::{BodyReader, Interviewer, Named, RequestContext},
    invite::{self, AssessmentFields, Invitee, MadeLink},
    pages::{self, AssessmentForm, InvitationForm, NewLink, Shell},
    state::AppState,
    work::REHEARSAL,
};

/// Fields of text; a welcome may be long.
const FORM_BYTES: usize = 128 * 1024;
/// Assessments on the list.
const MOST: u32 = 200;

pub(super) async fn list(
    State(state): State<AppState>,
    context: RequestContext,
    _: Interviewer,
) -> AppResult<Html<String>> {
    let rows = state.store.list_assessments(MOST).await?;
    let catalog = offered(&state);
    page(pages::assessments(context.shell(), &rows, &catalog, &AssessmentForm::default()))
}

/// The challenges that an assessment can be made of.
fn offered(state: &AppState) -> Vec<&Arc<Challenge>> {
    state.catalog.iter().filter(|challenge| challenge.manifest.slug.as_str() != REHEARSAL).collect()
}

/// Answers 303 to the new assessment, or the form again with everything that was typed.
pub(super) async fn create(
    State(state): State<AppState>,
    context: RequestContext,
    Interviewer(account): Interviewer,
    request: Request,
) -> AppResult<Response> {
    let fields = fields(&state, request).await?;
    let mut form = AssessmentForm::of(&fields);
    let made = match assessment(&state, &form) {
        Ok(new) => state.store.create_assessment(&new, account.id, Micros::now()).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    match made {
        Ok(id) => Ok(Redirect::to(&format!("/assessments/{id}")).into_response()),
        Err(error @ (AppError::Refused(_) | AppError::Conflict(_))) => {
            form.error = Some(error.detail());
            let rows = state.store.list_assessments(MOST).await?;
            let catalog = offered(&state);
            let shell = Shell { path: "/assessments".to_owned(), ..context.shell().clone() };
            let body = page(pages::assessments(&shell, &rows, &catalog, &form))?;
            Ok(error.with_page(body))
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn show(
    State(state): State<AppState>,
    context: RequestContext,
    _: Interviewer,
    Named(id): Named<String>,
) -> AppResult<Html<String>> {
    render(&state, context.shell(), id.parse()?, &InvitationForm::default(), &[]).await
}

/// Answers with the page and, this once, the links: only their hashes are kept.
pub(super) async fn invite(
    State(state): State<AppState>,
    context: RequestContext,
    Interviewer(account): Interviewer,
    Named(id): Named<String>,
    request: Request,
) -> AppResult<Response> {
    let id: AssessmentId = id.parse()?;
    let mut form = InvitationForm::of(&fields(&state, request).await?);
    let shell = Shell { path: format!("/assessments/{id}"), ..context.shell().clone() };
    let invited = match invitee(&form) {
        Ok(invitee) => invite::invite(&state, id, &[invitee], account.id).await,
        Err(error) => Err(error),
    };
    match invited {
        Ok(made) => {
            let link = |made: MadeLink| NewLink { name: made.name, email: made.email, url: made.url };
            let links: Vec<_> = made.into_iter().map(link).collect();
            Ok(render(&state, &shell, id, &InvitationForm::default(), &links).await?.into_response())
        }
        Err(error @ (AppError::Refused(_) | AppError::Conflict(_))) => {
            form.error = Some(error.detail());
            let body = render(&state, &shell, id, &form, &[]).await?;
            Ok(error.with_page(body))
        }
        Err(error) => Err(error),
    }
}

/// Lets nobody be invited to it or start it any more.
pub(super) async fn close(
    State(state): State<AppState>,
    Interviewer(account): Interviewer,
    Named(id): Named<String>,
) -> AppResult<Response> {
    let id: AssessmentId = id.parse()?;
    state.store.assessment(id).await?;
    state.store.close_assessment(id, account.id, Micros::now()).await?;
    Ok(Redirect::to(&format!("/assessments/{id}")).into_response())
}

async fn render(
    state: &AppState,
    shell: &Shell,
    id: AssessmentId,
    form: &InvitationForm,
    links: &[NewLink],
) -> AppResult<Html<String>> {
    let assessment = state.store.assessment(id).await?;
    let invitations = state.store.invitations_of(id).await?;
    page(pages::assessment(shell, &assessment, &invitations, form, links, Micros::now()))
}

async fn fields(state: &AppState, request: Request) -> AppResult<Vec<(String, String)>> {
    let body = BodyReader::with(FORM_BYTES, state.settings.body_timeout).bytes(request).await?;
    serde_urlencoded::from_bytes(&body).map_err(|_| AppError::BadRequest("expected the fields of a form".to_owned()))
}

fn assessment(state: &AppState, form: &AssessmentForm) -> AppResult<NewAssessment> {
    let fields = AssessmentFields {
        title: form.title.clone(),
        welcome: form.welcome.clone(),
        challenges: form.challenges.clone(),
        work_minutes: number("work_minutes", &form.work_minutes)?,
        max_attempts: number("max_attempts", &form.max_attempts)?,
        results: form.results.clone(),
    };
    invite::assessment(&state.catalog, fields)
}

fn invitee(form: &InvitationForm) -> AppResult<Invitee> {
    let extra_percent = number("extra_percent", &form.extra_percent)?;
    Ok(Invitee { name: form.name.clone(), email: form.email.clone(), extra_percent })
}

fn number(field: &str, text: &str) -> AppResult<u32> {
    let got: String = text.chars().take(40).flat_map(char::escape_default).collect();
    text.trim().parse().map_err(|_| AppError::Refused(format!("{field} must be a whole number, got '{got}'")))
}
