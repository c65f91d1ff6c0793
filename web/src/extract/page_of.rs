//! Which invitation an open page was made for.
//!
//! A browser has one cookie for all its tabs: the last link's. A page of another invitation that is still open would save
//! into somebody else's draft, and spend somebody else's attempts. So a page says whose it is, and scripts do in
//! everything that they ask. The id that is said gives access to nothing: whose work it is the cookie tells alone.

use axum::http::{HeaderMap, HeaderValue, Uri};
use gauntlet_db::InvitationId;

/// Where scripts say it.
const HEADER: &str = "gauntlet-invitation";
/// Where forms, links and event streams say it, which cannot send headers.
const PARAMETER: &str = "invitation";

/// Whether a request with the cookie of `invitation` comes from a page of the same one. What says nothing is taken for it:
/// somebody typed the address, made the request by hand, or has a page open of before pages said whose they are.
pub(super) fn is_of(invitation: InvitationId, headers: &HeaderMap, uri: &Uri) -> bool {
    let expected = invitation.to_string();
    let in_header = |value: &HeaderValue| value.as_bytes() == expected.as_bytes();
    let in_query = |(name, value): &(String, String)| name != PARAMETER || *value == expected;
    // A query that cannot be read says nothing; what needs one reads it itself, and says so.
    let query: Vec<(String, String)> = serde_urlencoded::from_str(uri.query().unwrap_or_default()).unwrap_or_default();
    headers.get_all(HEADER).iter().all(in_header) && query.iter().all(in_query)
}

#[cfg(test)]
mod tests {
    use super::is_of;
    use axum::http::{HeaderMap, Uri};
    use gauntlet_db::InvitationId;

    const OWN: &str = "0198f0a2-0000-7000-8000-000000000001";
    const OTHER: &str = "0198f0a2-0000-7000-8000-000000000002";

    fn asked(header: &[&str], query: &str) -> bool {
        let mut headers = HeaderMap::new();
        for value in header {
            headers.append("Gauntlet-Invitation", value.parse().unwrap());
        }
        let uri: Uri = format!("/take/start?{query}").parse().unwrap();
        is_of(OWN.parse::<InvitationId>().unwrap(), &headers, &uri)
    }

    #[test]
    fn every_word_of_the_page_has_to_be_of_the_same_invitation() {
        let own = format!("invitation={OWN}");
        assert!(asked(&[], "") && asked(&[], "theme=dark") && asked(&[OWN], "") && asked(&[OWN], &own));
        let other = format!("invitation={OTHER}");
        assert!(!asked(&[OTHER], "") && !asked(&[], &other) && !asked(&[""], "") && !asked(&[], "invitation="));
        assert!(!asked(&[OWN], &other) && !asked(&[OTHER], &own) && !asked(&[OWN, OTHER], ""));
        assert!(!asked(&[], &format!("{own}&{other}")));
    }
}
