//! Assessments and their invitations, for interviewers.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use gauntlet_db::{AccountId, AssessmentId, Email, InvitationId, InvitationRow, Micros, NewAssessment, StoreError};
use gauntlet_grader::model::Challenge;

use super::page;
use crate::{
    error::{AppError, AppResult},
    extract::{BodyReader, Interviewer, Named, RequestContext},
    invite::{self, AssessmentFields, Invitee, MadeLink},
    pages::{self, AssessmentForm, AssessmentView, InvitationForm, NewLink, Shell},
    state::AppState,
    work::{REHEARSAL, title},
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
    let titles = |slug: &str| title(&state, slug);
    page(pages::assessments(context.shell(), &rows, titles, &catalog, &AssessmentForm::default()))
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
            let titles = |slug: &str| title(&state, slug);
            let body = page(pages::assessments(&shell, &rows, titles, &catalog, &form))?;
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
    render(&state, context.shell(), id.parse()?, &InvitationForm::default(), Told::Nothing).await
}

/// Answers with the page and, this once, the links: only their hashes are kept. A form that is sent again makes nothing.
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
        Ok(invitee) => make_once(&state, id, &invitee, account.id).await,
        Err(error) => Err(error),
    };
    match invited {
        Ok(Made::Now(made)) => {
            let link = |made: MadeLink| NewLink { name: made.name, email: made.email, url: made.url };
            let links: Vec<_> = made.into_iter().map(link).collect();
            Ok(render(&state, &shell, id, &InvitationForm::default(), Told::Made(&links)).await?.into_response())
        }
        Ok(Made::Before(row)) => {
            Ok(render(&state, &shell, id, &InvitationForm::default(), Told::Already(&row)).await?.into_response())
        }
        Err(error @ (AppError::Refused(_) | AppError::Conflict(_))) => {
            form.error = Some(error.detail());
            form.key = InvitationForm::default().key;
            let body = render(&state, &shell, id, &form, Told::Nothing).await?;
            Ok(error.with_page(body))
        }
        Err(error) => Err(error),
    }
}

/// What became of a form to invite somebody.
enum Made {
    Now(Vec<MadeLink>),
    Before(InvitationRow),
}

/// Invites somebody, unless this very form has done it before.
async fn make_once(state: &AppState, assessment: AssessmentId, invitee: &Invitee, by: AccountId) -> AppResult<Made> {
    if let Some(row) = before(state, assessment, invitee).await? {
        return Ok(Made::Before(row));
    }
    match invite::invite(state, assessment, std::slice::from_ref(invitee), by).await {
        Ok(made) => Ok(Made::Now(made)),
        // The same form at the same moment, or another reason to refuse it.
        Err(error @ AppError::Conflict(_)) => before(state, assessment, invitee).await?.map(Made::Before).ok_or(error),
        Err(error) => Err(error),
    }
}

/// What the form made when it was sent before.
async fn before(state: &AppState, assessment: AssessmentId, invitee: &Invitee) -> AppResult<Option<InvitationRow>> {
    let Some(id) = invitee.id else { return Ok(None) };
    let row = match state.store.invitation(id).await {
        Ok(row) => row,
        Err(StoreError::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let same = row.name == invitee.name.trim() && row.email == Email::parse(&invitee.email)?;
    if same && row.assessment_id == assessment {
        return Ok(Some(row));
    }
    // One step back in the browser shows the form with its old key: whoever fills it in anew means somebody else.
    let text = format!("This form has invited {} already. Send it once more to invite somebody else, too.", row.name);
    Err(AppError::Conflict(text))
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

/// What a page tells of what was done just before.
enum Told<'a> {
    Nothing,
    Made(&'a [NewLink]),
    Already(&'a InvitationRow),
}

async fn render(
    state: &AppState,
    shell: &Shell,
    id: AssessmentId,
    form: &InvitationForm,
    told: Told<'_>,
) -> AppResult<Html<String>> {
    let row = state.store.assessment(id).await?;
    let titles: Vec<_> = row.challenges.iter().map(|c| (c.slug.clone(), title(state, &c.slug))).collect();
    let view = AssessmentView {
        row: &row,
        titles: &titles,
        invitations: &state.store.invitations_of(id).await?,
        attempts: &state.store.scored_attempts_of(id).await?,
        form,
        links: if let Told::Made(links) = told { links } else { &[] },
        already: if let Told::Already(row) = told { Some(row) } else { None },
        now: Micros::now(),
    };
    page(pages::assessment(shell, &view))
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
    let id =
        form.key.parse::<InvitationId>().map_err(|_| AppError::BadRequest("expected the form's own key".to_owned()))?;
    Ok(Invitee { id: Some(id), name: form.name.clone(), email: form.email.clone(), extra_percent })
}

fn number(field: &str, text: &str) -> AppResult<u32> {
    let got: String = text.chars().take(40).flat_map(char::escape_default).collect();
    text.trim().parse().map_err(|_| AppError::Refused(format!("{field} must be a whole number, got '{got}'")))
}
