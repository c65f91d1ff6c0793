//! Making assessments and invitations, whoever asks: a page or a program.

use std::time::Duration;

use gauntlet_db::{
    AccountId, AssessmentId, ChallengeVersion, Email, InvitationId, Micros, NewAssessment, NewInvitation, ResultsRule,
};
use gauntlet_grader::{catalog::Catalog, model::Slug};

use crate::{
    error::{AppError, AppResult},
    identity::Token,
    state::AppState,
    work::REHEARSAL,
};

/// How long a link can be opened before the work has to have begun.
const LINK: Duration = Duration::from_secs(14 * 24 * 3600);

/// What somebody wants an assessment to be.
#[derive(Debug, Clone)]
pub struct AssessmentFields {
    /// For people.
    pub title: String,
    /// Markdown that candidates read first.
    pub welcome: String,
    /// Slugs, in order.
    pub challenges: Vec<String>,
    /// From the start to the deadline.
    pub work_minutes: u32,
    /// Counted attempts at each challenge.
    pub max_attempts: u32,
    /// The name of a [`ResultsRule`].
    pub results: String,
}

/// Whom to invite.
#[derive(Debug, Clone)]
pub struct Invitee {
    /// The id that the invitation will have, where a repeated request is to find it.
    pub id: Option<InvitationId>,
    /// Their name.
    pub name: String,
    /// Their address, as typed.
    pub email: String,
    /// Extra time, in per cent of the work time.
    pub extra_percent: u32,
}

/// A link that was made just now. It is stored nowhere.
#[derive(Clone)]
pub struct MadeLink {
    /// The invitation.
    pub id: InvitationId,
    /// Whose.
    pub name: String,
    /// Where it goes to.
    pub email: String,
    /// The link.
    pub url: String,
}

/// Without the link: whoever has it is the candidate.
impl std::fmt::Debug for MadeLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MadeLink").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Looks the challenges up, in the version that they have now.
///
/// # Errors
/// [`AppError::Refused`] that names the field.
pub fn assessment(catalog: &Catalog, fields: AssessmentFields) -> AppResult<NewAssessment> {
    let version = |name: &String| {
        let slug = Slug::parse(name).map_err(AppError::Refused)?;
        if name == REHEARSAL {
            let text = "challenges: 'rehearsal' is there for every candidate before the start, and never counts";
            return Err(AppError::Refused(text.to_owned()));
        }
        let challenge = catalog.get(&slug);
        let challenge = challenge.ok_or_else(|| AppError::Refused(format!("challenges: there is no '{slug}'")))?;
        Ok(ChallengeVersion { slug: name.clone(), version: challenge.manifest.version })
    };
    Ok(NewAssessment {
        title: fields.title.trim().to_owned(),
        welcome: fields.welcome,
        challenges: fields.challenges.iter().map(version).collect::<AppResult<_>>()?,
        work_minutes: fields.work_minutes,
        max_attempts: fields.max_attempts,
        results: fields.results.parse::<ResultsRule>()?,
    })
}

/// Invites candidates, all or none.
///
/// # Errors
/// [`AppError::Refused`] that names the field, [`AppError::NotFound`], [`AppError::Conflict`] if the assessment is closed.
pub async fn invite(
    state: &AppState,
    assessment: AssessmentId,
    invitees: &[Invitee],
    by: AccountId,
) -> AppResult<Vec<MadeLink>> {
    if invitees.is_empty() {
        return Err(AppError::Refused("expected somebody to invite, got nobody".to_owned()));
    }
    let now = Micros::now();
    let (mut new, mut urls) = (Vec::new(), Vec::new());
    for invitee in invitees {
        let token = Token::new().map_err(AppError::internal)?;
        new.push(NewInvitation {
            id: invitee.id,
            token: token.hash(),
            name: invitee.name.trim().to_owned(),
            email: Email::parse(&invitee.email)?,
            extra_percent: invitee.extra_percent,
            expires_at: now.plus(LINK),
        });
        urls.push(format!("{}/i/{}", state.settings.public_url.trim_end_matches('/'), token.secret()));
    }
    let ids = state.store.create_invitations(assessment, &new, by, now).await?;
    let made = ids.into_iter().zip(new).zip(urls);
    Ok(made.map(|((id, new), url)| MadeLink { id, name: new.name, email: new.email.to_string(), url }).collect())
}
