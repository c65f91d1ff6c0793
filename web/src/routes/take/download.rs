//! The starter with the candidate's last save in it, as an archive.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use gauntlet_grader::model::{Challenge, FileSet};

use crate::{
    error::{AppError, AppResult},
    extract::Candidate,
    routes::challenges::download,
    starter,
    state::AppState,
    work,
};

pub(super) async fn zip(
    State(state): State<AppState>,
    candidate: Candidate,
    Path(slug): Path<String>,
) -> AppResult<Response> {
    let (challenge, saved) = files(&state, &candidate, &slug).await?;
    let archive = starter::zip(&challenge, &saved).map_err(AppError::internal)?;
    Ok(download(&format!("{slug}.zip"), "application/zip", archive))
}

pub(super) async fn tar_gz(
    State(state): State<AppState>,
    candidate: Candidate,
    Path(slug): Path<String>,
) -> AppResult<Response> {
    let (challenge, saved) = files(&state, &candidate, &slug).await?;
    let archive = starter::tar_gz(&challenge, &saved).map_err(AppError::internal)?;
    Ok(download(&format!("{slug}.tar.gz"), "application/gzip", archive))
}

/// A slug that names a challenge is made of characters that need no quoting in a header.
async fn files(state: &AppState, candidate: &Candidate, slug: &str) -> AppResult<(Arc<Challenge>, FileSet)> {
    let challenge = work::challenge_of(state, candidate, slug)?;
    let saved = work::last_save(state, candidate, slug).await?;
    Ok((challenge, saved.unwrap_or_default()))
}
