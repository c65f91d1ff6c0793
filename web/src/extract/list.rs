//! Filters and cursor of the list of submissions.

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use gauntlet_db::{Cursor, Filter, Status};
use gauntlet_grader::model::{Slug, Verdict};
use serde::Deserialize;

use super::OpenDoor;
use crate::{error::AppError, state::AppState};

/// Most lines of one page.
const MAX_LIMIT: u32 = 100;

/// A checked query of the list.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// What to show.
    pub filter: Filter,
    /// Where to go on.
    pub before: Option<Cursor>,
    /// Lines of this page, 1 to 100.
    pub limit: Option<u32>,
}

#[derive(Deserialize)]
struct Raw {
    challenge: Option<String>,
    verdict: Option<String>,
    status: Option<String>,
    before: Option<String>,
    limit: Option<String>,
}

impl FromRequestParts<AppState> for ListQuery {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let Query(raw) = Query::<Raw>::from_request_parts(parts, state)
            .await
            .map_err(|_| AppError::BadRequest("expected each query parameter once, in UTF-8".to_owned()))?;
        let mut query = Self::check(raw)?;
        query.filter.unasked = OpenDoor::from_request_parts(parts, state).await?.withholds();
        Ok(query)
    }
}

impl ListQuery {
    /// The query of another page with the same filters. Every value is made of characters that need no escape.
    #[must_use]
    pub fn to_query(&self, before: Cursor) -> String {
        let filter = &self.filter;
        let limit = self.limit.map(|n| n.to_string());
        let pairs = [
            ("challenge", filter.challenge.clone()),
            ("verdict", filter.verdict.clone()),
            ("status", filter.status.map(|s| s.to_string())),
            ("limit", limit),
            ("before", Some(before.to_string())),
        ];
        let given = pairs.into_iter().filter_map(|(name, value)| value.map(|v| format!("{name}={v}")));
        given.collect::<Vec<_>>().join("&")
    }

    fn check(raw: Raw) -> Result<Self, AppError> {
        // A form sends the fields that nobody filled in as empty text.
        let given = |text: Option<String>| text.filter(|t| !t.is_empty());
        let bad = |text: String| AppError::BadRequest(text);
        let challenge = given(raw.challenge).map(|t| Slug::parse(&t)).transpose().map_err(bad)?;
        let verdict = given(raw.verdict)
            .map(|t| {
                Verdict::from_name(&t).ok_or_else(|| {
                    bad(format!("verdict: expected a verdict's name such as '{}', got another", Verdict::Accepted))
                })
            })
            .transpose()?;
        let status = given(raw.status).map(|t| t.parse::<Status>()).transpose().map_err(|e| bad(e.to_string()))?;
        let before = given(raw.before).map(|t| t.parse::<Cursor>()).transpose().map_err(|e| bad(e.to_string()))?;
        let limit = given(raw.limit)
            .map(|t| t.parse::<u32>().ok().filter(|n| (1..=MAX_LIMIT).contains(n)))
            .map(|n| n.ok_or_else(|| bad(format!("limit: expected a number from 1 to {MAX_LIMIT}"))))
            .transpose()?;
        let filter = Filter {
            challenge: challenge.map(String::from),
            verdict: verdict.map(|v| v.as_str().to_owned()),
            status,
            unasked: false,
        };
        Ok(Self { filter, before, limit })
    }
}
