//! Whoever runs the server and invites: an account, an assessment, links, each by the door that people use.

use std::{io::Write, net::SocketAddr, process::Stdio};

use anyhow::{Context, ensure};
use gauntlet_tests::{
    command::Home,
    http::{Answer, Request},
    server::{Server, database_url},
};

use crate::CHALLENGE;

const EMAIL: &str = "operator@example.org";
const PASSWORD: &str = "long enough to be taken";
/// Longer than anybody measures, in minutes.
const WORK_MINUTES: &str = "600";
/// Counted attempts of one invitation; the most that an assessment can have.
pub(crate) const ATTEMPTS: u32 = 100;

/// Somebody who has signed in and made an assessment.
pub(crate) struct Operator {
    server: SocketAddr,
    session: String,
    /// The assessment's page.
    assessment: String,
}

/// Somebody whose work clock runs.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) name: String,
    /// The cookie that the link left behind, as it is sent back.
    pub(crate) cookie: String,
}

impl Operator {
    /// Makes the account at the server's machine, signs in, and makes an assessment.
    pub(crate) fn sign_up(home: &Home, server: &Server) -> anyhow::Result<Self> {
        create_owner(home)?;
        let server = server.address;
        let form = [("email", EMAIL), ("password", PASSWORD)];
        let signed_in = seen(Request::new("POST", "/sign-in").form(&form).send(server)?, 303, "sign in")?;
        let session = cookie(&signed_in).context("expected the cookie of a session")?;
        let attempts = ATTEMPTS.to_string();
        let form = [
            ("title", "Typing at once"),
            ("challenge", CHALLENGE),
            ("work_minutes", WORK_MINUTES),
            ("max_attempts", &attempts),
            ("results", "at_once"),
        ];
        let made = Request::new("POST", "/assessments").header("Cookie", &session).form(&form).send(server)?;
        let made = seen(made, 303, "make an assessment")?;
        let assessment = made.header("location").context("expected the assessment's address")?.to_owned();
        Ok(Self { server, session, assessment })
    }

    /// Invites somebody, who opens the link and starts.
    pub(crate) fn candidate(&self, name: &str) -> anyhow::Result<Candidate> {
        let email = format!("{}@example.org", name.to_ascii_lowercase().replace(' ', "-"));
        let form = [("name", name), ("email", &email), ("extra_percent", "0")];
        let path = format!("{}/invitations", self.assessment);
        let invited = Request::new("POST", &path).header("Cookie", &self.session).form(&form).send(self.server)?;
        let page = seen(invited, 200, "invite")?.text();
        let link = link(&page).context("expected a link on the page")?;
        let opened = seen(Request::new("GET", link).send(self.server)?, 303, "open the link")?;
        let cookie = cookie(&opened).context("expected the cookie of an invitation")?;
        let started = Request::new("POST", "/take/start").header("Cookie", &cookie).send(self.server)?;
        let to = seen(started, 303, "start")?;
        let workspace = format!("/take/{CHALLENGE}");
        ensure!(to.header("location") == Some(&workspace), "expected to be sent to {workspace}, got {to:?}");
        Ok(Candidate { name: name.to_owned(), cookie })
    }
}

fn create_owner(home: &Home) -> anyhow::Result<()> {
    let mut command = home.gauntlet(&["admin", "create-owner", "--email", EMAIL, "--name", "Operator"]);
    command.env("GAUNTLET_DATABASE_URL", database_url(home));
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let mut input = process.stdin.take().context("expected a standard input")?;
    input.write_all(PASSWORD.as_bytes()).context("write the password")?;
    drop(input);
    let output = process.wait_with_output().context("wait for gauntlet admin")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "expected gauntlet admin create-owner to succeed, got {}: {said}", output.status);
    Ok(())
}

fn seen(answer: Answer, status: u16, what: &str) -> anyhow::Result<Answer> {
    ensure!(answer.status == status, "{what}: expected status {status}, got {}: {}", answer.status, answer.text());
    Ok(answer)
}

/// Name and value of the cookie that an answer sets.
fn cookie(answer: &Answer) -> Option<String> {
    answer.header("set-cookie")?.split(';').next().map(str::to_owned)
}

/// The path of the first link to an invitation on a page.
fn link(page: &str) -> Option<&str> {
    let path = &page[page.find("/i/")?..];
    path.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::link;

    #[test]
    fn a_link_is_found_on_its_page() {
        let page = r#"<a href="/help">x</a><input value="http://localhost:8080/i/Abc-_9"> "more""#;
        assert_eq!(link(page), Some("/i/Abc-_9"));
        assert_eq!(link("<p>none</p>"), None);
    }
}
