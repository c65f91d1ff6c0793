//! Assessments and their invitations, for interviewers.

use std::time::Duration;

use axum::{
    extract::{Path, Request, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use gauntlet_db::{
    AssessmentId, ChallengeVersion, Email, Micros, NewAssessment, NewInvitation, ResultsRule, StoreError,
};
use gauntlet_grader::model::Slug;

use super::page;
use crate::{
    error::{AppError, AppResult},
    extract::{BodyReader, Interviewer, RequestContext},
    identity::Token,
    pages::{self, AssessmentForm, InvitationForm, NewLink, Shell},
    state::AppState,
};

/// Fields of text; a welcome may be long.
const FORM_BYTES: usize = 128 * 1024;
/// Assessments on the list.
const MOST: u32 = 200;
/// How long a link can be opened before the work has to have begun.
const LINK: Duration = Duration::from_secs(14 * 24 * 3600);

pub(super) async fn list(
    State(state): State<AppState>,
    context: RequestContext,
    _: Interviewer,
) -> AppResult<Html<String>> {
    let rows = state.store.list_assessments(MOST).await?;
    let catalog: Vec<_> = state.catalog.iter().collect();
    page(pages::assessments(context.shell(), &rows, &catalog, &AssessmentForm::default()))
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
            let catalog: Vec<_> = state.catalog.iter().collect();
            let shell = Shell { path: "/assessments".to_owned(), ..context.shell().clone() };
            let body = page(pages::assessments(&shell, &rows, &catalog, &form))?;
            Ok((error.status(), body).into_response())
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn show(
    State(state): State<AppState>,
    context: RequestContext,
    _: Interviewer,
    Path(id): Path<String>,
) -> AppResult<Html<String>> {
    render(&state, context.shell(), id.parse()?, &InvitationForm::default(), &[]).await
}

/// Answers with the page and, this once, the links: only their hashes are kept.
pub(super) async fn invite(
    State(state): State<AppState>,
    context: RequestContext,
    Interviewer(account): Interviewer,
    Path(id): Path<String>,
    request: Request,
) -> AppResult<Response> {
    let id: AssessmentId = id.parse()?;
    let mut form = InvitationForm::of(&fields(&state, request).await?);
    let shell = Shell { path: format!("/assessments/{id}"), ..context.shell().clone() };
    let token = Token::new().map_err(AppError::internal)?;
    let now = Micros::now();
    let invited = match invitation(&form, &token, now) {
        Ok(new) => state.store.create_invitations(id, &[new], account.id, now).await.map(drop),
        Err(error) => Err(error),
    };
    match invited {
        Ok(()) => {
            let url = format!("{}/i/{}", state.settings.public_url.trim_end_matches('/'), token.secret());
            let link = NewLink { name: form.name, email: form.email, url };
            Ok(render(&state, &shell, id, &InvitationForm::default(), &[link]).await?.into_response())
        }
        Err(error @ (StoreError::Invalid { .. } | StoreError::Conflict(_))) => {
            let error = AppError::from(error);
            form.error = Some(error.detail());
            Ok((error.status(), render(&state, &shell, id, &form, &[]).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
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
    let version = |name: &String| {
        let slug = Slug::parse(name).map_err(AppError::Refused)?;
        let challenge = state.catalog.get(&slug);
        let challenge = challenge.ok_or_else(|| AppError::Refused(format!("challenges: there is no '{slug}'")))?;
        Ok(ChallengeVersion { slug: name.clone(), version: challenge.manifest.version })
    };
    Ok(NewAssessment {
        title: form.title.trim().to_owned(),
        welcome: form.welcome.clone(),
        challenges: form.challenges.iter().map(version).collect::<AppResult<_>>()?,
        work_minutes: number("work_minutes", &form.work_minutes)?,
        max_attempts: number("max_attempts", &form.max_attempts)?,
        results: form.results.parse::<ResultsRule>()?,
    })
}

fn invitation(form: &InvitationForm, token: &Token, now: Micros) -> Result<NewInvitation, StoreError> {
    let percent = form.extra_percent.trim().parse().map_err(|_| StoreError::Invalid {
        field: "extra_percent",
        reason: format!("must be a whole number, got '{}'", form.extra_percent.escape_default()),
    })?;
    Ok(NewInvitation {
        token: token.hash(),
        name: form.name.trim().to_owned(),
        email: Email::parse(&form.email)?,
        extra_percent: percent,
        expires_at: now.plus(LINK),
    })
}

fn number(field: &str, text: &str) -> AppResult<u32> {
    let got: String = text.chars().take(40).flat_map(char::escape_default).collect();
    text.trim().parse().map_err(|_| AppError::Refused(format!("{field} must be a whole number, got '{got}'")))
}
