//! Who gets what answer at every address that the router has. A route that is not in the table fails the test.

use std::{collections::BTreeSet, path::Path};

use axum::{
    body::Body,
    http::{HeaderValue, Method, Request, header},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use gauntlet_db::{EndedBy, InvitationId, Micros, NewAccount, ResultsRule, Role};
use gauntlet_web::{app, git::Git, identity::Token, state::HttpSettings};

use crate::{
    app::{Answer, TestApp, request},
    fixture,
    invited::{HOUR, Invited, hurried},
};

/// Stands in the code of the one whose work the others ask for.
const MARK: &str = "mark-81c2f0";

/// Method, address, and the answers to: nobody; nobody, where the server is not open; an account that may not see
/// candidates; another candidate; one who has not started; one whose link was taken back; one whose work is over; whose work
/// it is; the owner.
#[rustfmt::skip]
const TABLE: &[(&str, &str, [u16; 9])] = &[
    //                                                  none closed view other wait  back  over  own  owner
    ("GET", "/",                                        [200, 303, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/challenges/{slug}",                       [403, 303, 200, 403, 403, 403, 403, 403, 200]),
    ("GET", "/challenges/{slug}/starter.zip",           [403, 303, 200, 403, 403, 403, 403, 403, 200]),
    ("GET", "/challenges/{slug}/starter.tar.gz",        [403, 303, 200, 403, 403, 403, 403, 403, 200]),
    ("POST", "/challenges/{slug}/submissions",          [403, 303, 400, 403, 403, 403, 403, 403, 400]),
    ("GET", "/submissions",                             [200, 303, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/submissions/{id}",                        [404, 303, 404, 404, 404, 404, 404, 404, 200]),
    ("GET", "/submissions/{id}/events",                 [404, 303, 404, 404, 404, 404, 404, 404, 200]),
    ("GET", "/submissions/{id}/benchmarks.txt",         [404, 303, 404, 404, 404, 404, 404, 404, 409]),
    ("GET", "/assessments",                             [303, 303, 403, 303, 303, 303, 303, 303, 200]),
    ("POST", "/assessments",                            [303, 303, 403, 303, 303, 303, 303, 303, 422]),
    ("GET", "/assessments/{assessment}",                [303, 303, 403, 303, 303, 303, 303, 303, 200]),
    ("POST", "/assessments/{assessment}/invitations",   [303, 303, 403, 303, 303, 303, 303, 303, 422]),
    ("POST", "/assessments/{assessment}/close",         [303, 303, 403, 303, 303, 303, 303, 303, 303]),
    ("GET", "/invitations/{invitation}",                [303, 303, 403, 303, 303, 303, 303, 303, 200]),
    ("POST", "/invitations/{invitation}/extra-time",    [303, 303, 403, 303, 303, 303, 303, 303, 422]),
    ("POST", "/invitations/{invitation}/withdraw",      [303, 303, 403, 303, 303, 303, 303, 303, 303]),
    ("GET", "/sign-in",                                 [200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/sign-in",                                [422, 422, 422, 422, 422, 422, 422, 422, 422]),
    ("POST", "/sign-out",                               [303, 303, 303, 303, 303, 303, 303, 303, 303]),
    ("GET", "/help",                                    [200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/theme",                                  [303, 303, 303, 303, 303, 303, 303, 303, 303]),
    ("GET", "/assets/{name}",                           [404, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/healthz",                                 [200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/readyz",                                  [200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/i/{token}",                               [401, 401, 401, 303, 303, 303, 303, 303, 401]),
    ("GET", "/take",                                    [401, 401, 401, 200, 200, 200, 200, 200, 401]),
    ("POST", "/take/start",                             [401, 401, 401, 303, 303, 401, 303, 303, 401]),
    ("POST", "/take/accommodation",                     [401, 401, 401, 422, 422, 401, 422, 422, 401]),
    ("POST", "/take/end",                               [401, 401, 401, 303, 303, 401, 303, 303, 401]),
    ("GET", "/take/results/{id}",                       [401, 401, 401, 404, 404, 401, 404, 200, 401]),
    ("GET", "/take/results/{id}/events",                [401, 401, 401, 404, 404, 401, 404, 200, 401]),
    ("GET", "/take/results/{id}/report.json",           [401, 401, 401, 404, 404, 401, 404, 409, 401]),
    ("GET", "/take/results/{id}/benchmarks.txt",        [401, 401, 401, 404, 404, 401, 404, 409, 401]),
    ("GET", "/take/{slug}",                             [401, 401, 401, 200, 303, 401, 303, 200, 401]),
    ("POST", "/take/{slug}",                            [401, 401, 401, 400, 303, 401, 303, 400, 401]),
    ("GET", "/take/{slug}/submit",                      [401, 401, 401, 200, 303, 401, 303, 200, 401]),
    ("POST", "/take/{slug}/submit",                     [401, 401, 401, 400, 303, 401, 303, 400, 401]),
    ("GET", "/take/{slug}/history",                     [401, 401, 401, 200, 403, 401, 200, 200, 401]),
    ("GET", "/take/{slug}/history/{revision}",          [401, 401, 401, 404, 403, 401, 404, 200, 401]),
    ("POST", "/take/{slug}/history/{revision}",         [401, 401, 401, 404, 403, 401, 404, 303, 401]),
    ("GET", "/take/{slug}/files.zip",                   [401, 401, 401, 200, 403, 401, 200, 200, 401]),
    ("GET", "/take/{slug}/files.tar.gz",                [401, 401, 401, 200, 403, 401, 200, 200, 401]),
    ("GET", "/api/v1/openapi.json",                     [200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/challenges",                       [200, 401, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/challenges/{slug}",                [403, 401, 200, 403, 403, 403, 403, 403, 200]),
    ("GET", "/api/v1/submissions",                      [200, 401, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/api/v1/submissions",                     [415, 401, 415, 415, 415, 415, 415, 415, 415]),
    ("GET", "/api/v1/submissions/{id}",                 [404, 401, 404, 404, 404, 404, 404, 404, 200]),
    ("GET", "/api/v1/submissions/{id}/report",          [404, 401, 404, 404, 404, 404, 404, 404, 409]),
    ("GET", "/api/v1/submissions/{id}/benchmarks.txt",  [404, 401, 404, 404, 404, 404, 404, 404, 409]),
    ("GET", "/api/v1/assessments",                      [401, 401, 403, 401, 401, 401, 401, 401, 200]),
    ("POST", "/api/v1/assessments",                     [401, 401, 403, 401, 401, 401, 401, 401, 400]),
    ("GET", "/api/v1/assessments/{assessment}/invitations",  [401, 401, 403, 401, 401, 401, 401, 401, 200]),
    ("POST", "/api/v1/assessments/{assessment}/invitations", [401, 401, 403, 401, 401, 401, 401, 401, 400]),
    ("GET", "/api/v1/take",                             [401, 401, 401, 200, 200, 401, 200, 200, 401]),
    ("GET", "/api/v1/take/events",                      [401, 401, 401, 200, 200, 401, 200, 200, 401]),
    ("GET", "/api/v1/take/submissions/{id}",            [401, 401, 401, 404, 404, 401, 404, 200, 401]),
    ("GET", "/api/v1/take/{slug}/draft",                [401, 401, 401, 200, 403, 401, 200, 200, 401]),
    ("PUT", "/api/v1/take/{slug}/draft",                [401, 401, 401, 400, 400, 401, 400, 400, 401]),
    ("POST", "/api/v1/take/{slug}/runs",                [401, 401, 401, 415, 415, 401, 415, 415, 401]),
    ("POST", "/api/v1/take/{slug}/attempts",            [401, 401, 401, 415, 415, 401, 415, 415, 401]),
    ("GET", "/git/{repository}/info/refs",              [401, 401, 401, 200, 403, 403, 200, 200, 401]),
    ("POST", "/git/{repository}/git-upload-pack",       [401, 401, 401, 415, 403, 403, 415, 415, 401]),
    ("POST", "/git/{repository}/git-receive-pack",      [401, 401, 401, 415, 403, 403, 403, 415, 401]),
];

/// Who asks.
#[derive(Clone)]
enum Who {
    Nobody,
    Account(Token),
    Candidate(Token),
}

struct World {
    invited: Invited,
    /// In the order of the table.
    people: Vec<Who>,
    submission: String,
    _git: tempfile::TempDir,
}

impl World {
    async fn new(open: bool) -> Self {
        let settings = HttpSettings { open, ..hurried() };
        let mut invited = Invited::to(TestApp::with(settings).await, ResultsRule::AtOnce).await;
        let git = tempfile::tempdir().unwrap();
        invited.app.state.git = Git::open(&git.path().join("git"), Path::new("/bin/true")).unwrap();
        invited.app.router = app::router(invited.app.state.clone()).unwrap();
        invited.send(Method::POST, "/take/start", "").await;
        invited.save(0, &format!("package echo // {MARK}\n")).await;
        let submission = invited.attempt().await;

        let (store, now) = (invited.app.state.store.clone(), Micros::now());
        let viewer = NewAccount {
            email: gauntlet_db::Email::parse("viewer@example.org").unwrap(),
            name: "Viewer".to_owned(),
            password_hash: "none".to_owned(),
            role: Role::Viewer,
        };
        let viewer = store.create_account(&viewer, "tests", now).await.unwrap();
        let mut accounts = Vec::new();
        for account in [viewer, invited.owner] {
            let session = Token::new().unwrap();
            store.begin_session(account, &session.hash(), now.plus(HOUR), now).await.unwrap();
            accounts.push(Who::Account(session));
        }
        let [other, back, over] = [invited.another().await, invited.another().await, invited.another().await];
        let (_, waiting) = invited.waiting().await;
        let id = async |token: &Token| -> InvitationId {
            store.invitation_by_token(&token.hash()).await.unwrap().unwrap().id
        };
        assert!(store.withdraw(id(&back).await, invited.owner, now).await.unwrap());
        assert!(store.end_work(id(&over).await, EndedBy::Candidate, now).await.unwrap().is_some());
        let own = invited.token.clone();
        let candidates = [other, waiting, back, over, own].map(Who::Candidate);
        let [viewer, owner] = <[Who; 2]>::try_from(accounts).ok().unwrap();
        let people = [vec![Who::Nobody, Who::Nobody, viewer], candidates.to_vec(), vec![owner]].concat();
        Self { invited, people, submission, _git: git }
    }

    /// Asks without a body.
    async fn ask(&self, method: &str, path: &str, who: &Who, headers: &[(&str, &str)]) -> Answer {
        self.invited.app.send(self.request(method, path, who, headers)).await
    }

    fn request(&self, method: &str, path: &str, who: &Who, headers: &[(&str, &str)]) -> Request<Body> {
        let token = if let Who::Candidate(token) = who { token.secret().to_owned() } else { "a".repeat(43) };
        let path = path
            .replace("{slug}", fixture::SLUG)
            .replace("{id}", &self.submission)
            .replace("{assessment}", &self.invited.assessment.to_string())
            .replace("{invitation}", &self.invited.id.to_string())
            .replace("{token}", &token)
            .replace("{revision}", "1")
            .replace("{name}", "none.css")
            .replace("{repository}", &format!("{}.git", fixture::SLUG))
            .replace("/info/refs", "/info/refs?service=git-upload-pack");
        let mut request = request(method.parse().unwrap(), &path, Body::empty());
        let cookie = match who {
            Who::Nobody => None,
            Who::Account(session) => Some(format!("gauntlet_session={}", session.secret())),
            Who::Candidate(token) if path.starts_with("/git/") => {
                let basic = BASE64_STANDARD.encode(format!("me:{}", token.secret()));
                let value = HeaderValue::from_str(&format!("Basic {basic}")).unwrap();
                request.headers_mut().insert(header::AUTHORIZATION, value);
                None
            }
            Who::Candidate(token) => Some(format!("gauntlet_invitation={}", token.secret())),
        };
        if let Some(cookie) = cookie {
            request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        }
        if path.ends_with("/runs") || path.ends_with("/attempts") || path == "/api/v1/submissions" {
            request.headers_mut().insert(header::CONTENT_TYPE, "text/csv".parse().unwrap());
            *request.body_mut() = Body::from("a");
        }
        for (name, value) in headers {
            request.headers_mut().insert(name.parse::<header::HeaderName>().unwrap(), value.parse().unwrap());
        }
        request
    }
}

/// The addresses that the router knows, as it prints them.
fn routed(app: &TestApp) -> BTreeSet<String> {
    let printed = format!("{:?}", app.router);
    let quoted = printed.split('"').filter(|text| text.starts_with('/') && !text.contains("fallback"));
    quoted.map(str::to_owned).collect()
}

#[tokio::test]
async fn everybody_gets_what_the_table_says() {
    let (open, closed) = (World::new(true).await, World::new(false).await);
    let mut wrong = Vec::new();
    for (method, path, expected) in TABLE {
        let fresh;
        // What changes something has a world of its own. Each changes what is theirs; the owner comes last.
        let changed = if *method == "GET" {
            &open
        } else {
            fresh = World::new(true).await;
            &fresh
        };
        for (at, expected) in expected.iter().enumerate() {
            let world = if at == 1 { &closed } else { changed };
            let who = &world.people[at];
            let endless = path.ends_with("/events") && *expected == 200;
            let answer = if endless {
                let mut request = world.request(method, path, who, &[]);
                request.headers_mut().insert(header::HOST, "localhost".parse().unwrap());
                let response = tower::ServiceExt::oneshot(world.invited.app.router.clone(), request).await.unwrap();
                Answer { status: response.status(), headers: response.headers().clone(), bytes: Vec::new() }
            } else {
                world.ask(method, path, who, &[]).await
            };
            let told = String::from_utf8_lossy(&answer.bytes);
            if answer.status.as_u16() != *expected {
                wrong.push(format!("{method} {path} for {at}: expected {expected}, got {}", answer.status));
            }
            assert!(at >= 7 || !told.contains(MARK), "{method} {path} tells {at} another's code");
            let cached = answer.header("cache-control");
            assert!(cached.contains("no-store") || cached.contains("no-cache"), "{method} {path}: {cached}");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn the_table_has_every_route_and_every_method() {
    let world = World::new(true).await;
    let shape = |path: &str| {
        let segments = path.split('/').map(|s| if s.starts_with('{') { "{}" } else { s });
        segments.collect::<Vec<_>>().join("/")
    };
    let listed: BTreeSet<_> = TABLE.iter().map(|(_, path, _)| shape(path)).collect();
    let routed: BTreeSet<_> = routed(&world.invited.app).iter().map(|path| shape(path)).collect();
    assert_eq!(listed, routed, "a new route needs a line in the table");
    let mut paths: Vec<_> = TABLE.iter().map(|(_, path, _)| *path).collect();
    paths.dedup();
    let mut missing = Vec::new();
    for path in paths {
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
            if !TABLE.iter().any(|row| (row.0, row.1) == (method, path)) {
                let answer = world.ask(method, path, &world.people[8], &[]).await;
                if answer.status.as_u16() != 405 {
                    missing.push(format!("{method} {path}: {}", answer.status));
                }
            }
        }
    }
    assert!(missing.is_empty(), "these need a line in the table: {missing:#?}");
}

#[tokio::test]
async fn no_other_site_changes_anything_in_anybodys_name() {
    let world = World::new(true).await;
    let changing = TABLE.iter().filter(|(method, ..)| *method != "GET");
    for (method, path, _) in changing {
        let ways: [&[(&str, &str)]; 5] = [
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:8080")],
        ];
        for (who, headers) in [7, 8].into_iter().flat_map(|who| ways.map(|headers| (who, headers))) {
            let answer = world.ask(method, path, &world.people[who], headers).await;
            assert_eq!(answer.status.as_u16(), 403, "{method} {path} {headers:?}: {}", answer.text());
            assert!(!answer.headers.contains_key("set-cookie"));
        }
    }
    let invitation = world.invited.app.state.store.invitation(world.invited.id).await.unwrap();
    assert!(invitation.ended_at.is_none());
}
