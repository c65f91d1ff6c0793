//! The list of challenges, one challenge, and its starter to download.

use axum::{
    extract::State,
    http::header,
    response::{Html, IntoResponse, Response},
};

use gauntlet_grader::model::FileSet;

use super::page;
use crate::{
    error::{AppError, AppResult},
    extract::{ChallengeOf, OpenDoor, RequestContext},
    pages::{self, HandInForm},
    starter,
    state::AppState,
};

pub(super) async fn index(
    State(state): State<AppState>,
    context: RequestContext,
    door: OpenDoor,
) -> AppResult<Html<String>> {
    let shown = state.catalog.iter().map(AsRef::as_ref).filter(|c| door.shows(c.manifest.slug.as_str()));
    let challenges: Vec<_> = shown.collect();
    page(pages::index(context.shell(), &challenges, door.withholds()))
}

pub(super) async fn show(context: RequestContext, ChallengeOf(challenge): ChallengeOf) -> AppResult<Html<String>> {
    page(pages::challenge(context.shell(), &challenge, &HandInForm::default()))
}

pub(super) async fn starter_zip(ChallengeOf(challenge): ChallengeOf) -> AppResult<Response> {
    let archive = starter::zip(&challenge, &FileSet::new()).map_err(AppError::internal)?;
    Ok(download(&format!("{}.zip", challenge.manifest.slug), "application/zip", archive))
}

pub(super) async fn starter_tar_gz(ChallengeOf(challenge): ChallengeOf) -> AppResult<Response> {
    let archive = starter::tar_gz(&challenge, &FileSet::new()).map_err(AppError::internal)?;
    Ok(download(&format!("{}.tar.gz", challenge.manifest.slug), "application/gzip", archive))
}

/// A slug is made of characters that need no quoting in a header.
pub(super) fn download(name: &str, media_type: &'static str, content: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, content).into_response()
}
