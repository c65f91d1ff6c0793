//! The starter with the candidate's last save in it, as an archive.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use gauntlet_grader::model::{Challenge, FileSet};

use crate::{
    error::{AppError, AppResult},
    extract::{Candidate, Named},
    routes::challenges::download,
    starter,
    state::AppState,
    work,
};

pub(super) async fn zip(
    State(state): State<AppState>,
    candidate: Candidate,
    Named(slug): Named<String>,
) -> AppResult<Response> {
    let (challenge, saved) = files(&state, &candidate, &slug).await?;
    let archive = starter::zip(&challenge, &saved).map_err(AppError::internal)?;
    Ok(download(&format!("{slug}.zip"), "application/zip", archive))
}

pub(super) async fn tar_gz(
    State(state): State<AppState>,
    candidate: Candidate,
    Named(slug): Named<String>,
) -> AppResult<Response> {
    let (challenge, saved) = files(&state, &candidate, &slug).await?;
    let archive = starter::tar_gz(&challenge, &saved).map_err(AppError::internal)?;
    Ok(download(&format!("{slug}.tar.gz"), "application/gzip", archive))
}

/// A slug that names a challenge is made of characters that need no quoting in a header.
async fn files(state: &AppState, candidate: &Candidate, slug: &str) -> AppResult<(Arc<Challenge>, FileSet)> {
    let challenge = work::open_challenge(state, candidate, slug)?;
    let saved = work::last_save(state, candidate, slug).await?;
    Ok((challenge, saved.unwrap_or_default()))
}
