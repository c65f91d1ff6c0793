//! Style sheet, icon and scripts.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{
    assets,
    error::{AppError, AppResult},
};

pub(super) async fn serve(name: Result<Path<String>, axum::extract::rejection::PathRejection>) -> AppResult<Response> {
    let asset = name.ok().and_then(|Path(name)| assets::get(&name));
    let asset = asset.ok_or_else(|| AppError::NotFound("There is no such file; reload the page.".to_owned()))?;
    let headers = [(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, assets::CACHE_CONTROL)];
    Ok((headers, asset.bytes.as_ref()).into_response())
}
