//! Handing in by the page's form. What is refused comes back with the reason, and with everything that was typed.

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
};
use gauntlet_db::Source;
use gauntlet_grader::model::Challenge;

use super::page;
use crate::{
    api::wire::page_address,
    error::{AppError, AppResult},
    extract::{BodyReader, OpenDoor, RequestContext, SubmissionForm, SubmitPermit, UncheckedChallenge},
    pages::{self, HandInForm, Shell},
    receive::receive,
    state::AppState,
};

/// Answers 303 to the submission once it is stored and queued.
pub(super) async fn submit(
    State(state): State<AppState>,
    context: RequestContext,
    UncheckedChallenge(challenge): UncheckedChallenge,
    door: Result<OpenDoor, AppError>,
    permit: Result<SubmitPermit, AppError>,
    request: Request,
) -> AppResult<Response> {
    // Where storage does not answer, the form still comes back: whoever sends one has seen the page.
    if let Ok(door) = &door {
        door.permit(challenge.manifest.slug.as_str())?;
    }
    let mut form = SubmissionForm::default();
    // The form is read even without a permit: what was typed must not be lost over it.
    let read = read(&state, &mut form, request).await;
    let created = match read.and(permit.map(drop)).and(door.map(drop)) {
        Ok(()) => match form.clone().hand_in_from_page() {
            Ok(handed_in) => receive(&state, &challenge, handed_in, Source::Web, None).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    match created {
        Ok(created) => Ok(Redirect::to(&page_address(created.submission_id)).into_response()),
        Err(error) => refused(&context, &challenge, form, error),
    }
}

async fn read(state: &AppState, form: &mut SubmissionForm, request: Request) -> AppResult<()> {
    let reader = BodyReader::new(&state.settings);
    form.read(&reader, &mut reader.multipart(request).await?).await
}

fn refused(
    context: &RequestContext,
    challenge: &Challenge,
    form: SubmissionForm,
    error: AppError,
) -> AppResult<Response> {
    let form = HandInForm {
        error: Some(error.detail()),
        author: form.author,
        files: form.typed.into_iter().map(|file| (file.path, file.content)).collect(),
    };
    let shell = Shell { path: format!("/challenges/{}", challenge.manifest.slug), ..context.shell().clone() };
    Ok(error.with_page(page(pages::challenge(&shell, challenge, &form))?))
}
