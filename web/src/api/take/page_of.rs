//! What the document says of pages of another invitation; `extract::Candidate` is who refuses them.

use utoipa::{IntoParams, IntoResponses};

use crate::api::problem::Problem;

/// Said by pages, beside the cookie that all tabs of a browser share.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code)] // read by the macro only
pub(super) struct PageOf {
    /// Id of the invitation that the page was made for; not its token. A cookie of another one is `other-invitation`.
    #[param(rename = "Gauntlet-Invitation")]
    invitation: Option<uuid::Uuid>,
}

/// The same for what cannot send headers.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // read by the macro only
pub(super) struct StreamOf {
    /// As the header `Gauntlet-Invitation`, which an `EventSource` cannot send.
    invitation: Option<uuid::Uuid>,
}

/// What every operation of a candidate may answer instead.
#[derive(IntoResponses)]
#[allow(dead_code)] // read by the macro only
pub(super) enum OtherInvitation {
    /// The page that asks was made for another invitation than the cookie's: `other-invitation`.
    #[response(status = 409, content_type = "application/problem+json")]
    OtherInvitation(Problem),
}
