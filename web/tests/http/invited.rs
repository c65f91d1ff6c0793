//! Somebody who was invited: the app with them, and requests in their name.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use gauntlet_db::{
    AccountId, AssessmentId, ChallengeVersion, ClaimedJob, Email, InvitationId, Micros, NewAccount, NewAssessment,
    NewInvitation, ResultsRule, Role,
};
use gauntlet_web::{hub::Subject, identity::Token, state::HttpSettings};
use serde_json::{Value, json};

use crate::{
    app::{Answer, Form, TestApp, request},
    fixture, report,
    stream::Events,
};

pub(crate) const HOUR: Duration = Duration::from_secs(3600);

pub(crate) struct Invited {
    pub(crate) app: TestApp,
    pub(crate) owner: AccountId,
    pub(crate) assessment: AssessmentId,
    pub(crate) id: InvitationId,
    pub(crate) token: Token,
}

/// Settings under which runs may follow each other at once.
pub(crate) fn hurried() -> HttpSettings {
    HttpSettings { run_pause: Duration::ZERO, stream_poll: HOUR, ..HttpSettings::default() }
}

impl Invited {
    pub(crate) async fn new() -> Self {
        Self::to(TestApp::new().await, ResultsRule::AtOnce).await
    }

    /// Invited, and at work.
    pub(crate) async fn at_work(results: ResultsRule) -> Self {
        let invited = Self::to(TestApp::with(hurried()).await, results).await;
        invited.start().await;
        invited
    }

    pub(crate) async fn to(app: TestApp, results: ResultsRule) -> Self {
        let (store, now) = (&app.state.store, Micros::now());
        let account = NewAccount {
            email: email("grace@example.org"),
            name: "Grace".to_owned(),
            password_hash: "none".to_owned(),
            role: Role::Owner,
        };
        let owner = store.create_account(&account, "tests", now).await.unwrap();
        let assessment = NewAssessment {
            title: "Senior Go".to_owned(),
            welcome: "Hello, **you**.".to_owned(),
            challenges: vec![ChallengeVersion { slug: fixture::SLUG.to_owned(), version: 3 }],
            work_minutes: 90,
            max_attempts: 2,
            results,
        };
        let assessment = store.create_assessment(&assessment, owner, now).await.unwrap();
        let (id, token) = invite(&app, assessment, owner).await;
        Self { app, owner, assessment, id, token }
    }

    /// Another candidate of the same assessment, at work; the app stays with the first.
    pub(crate) async fn another(&self) -> Token {
        let (id, token) = invite(&self.app, self.assessment, self.owner).await;
        let store = &self.app.state.store;
        store.start_work(id, Micros::now()).await.unwrap();
        token
    }

    /// Another candidate of the same assessment, who has not started.
    pub(crate) async fn waiting(&self) -> (InvitationId, Token) {
        invite(&self.app, self.assessment, self.owner).await
    }

    async fn start(&self) {
        let started = self.send(Method::POST, "/take/start", "").await;
        assert_eq!(started.status, StatusCode::SEE_OTHER);
    }

    /// As a browser sends it, with the cookie.
    pub(crate) fn request(&self, method: Method, path: &str, body: impl Into<Body>) -> Request<Body> {
        let mut request = request(method, path, body.into());
        let cookie = format!("gauntlet_invitation={}", self.token.secret());
        request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        request
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.app.send(self.request(Method::GET, path, Body::empty())).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: &str) -> Answer {
        let mut request = self.request(method, path, body.to_owned());
        request.headers_mut().insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded".parse().unwrap());
        self.app.send(request).await
    }

    pub(crate) async fn json(&self, method: Method, path: &str, body: &Value) -> Answer {
        let mut request = self.request(method, path, body.to_string());
        request.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
        self.app.send(request).await
    }

    /// The workspace's form with a button pressed.
    pub(crate) async fn press(&self, action: &str, base: u64, form: Form) -> Answer {
        let form = form.field("base", base.to_string()).field("action", action);
        let path = format!("/take/{}", fixture::SLUG);
        let mut request = self.request(Method::POST, &path, form.finish());
        request.headers_mut().insert(header::CONTENT_TYPE, Form::content_type().parse().unwrap());
        self.app.send(request).await
    }

    /// Autosaves, as the page's script does.
    pub(crate) async fn save(&self, base: u64, code: &str) -> Answer {
        let body = json!({"base": base, "device": "tab", "files": {"echo.go": code}});
        self.json(Method::PUT, &format!("/api/v1/take/{}/draft", fixture::SLUG), &body).await
    }

    /// Makes an attempt with the last save, and gives its id.
    pub(crate) async fn attempt(&self) -> String {
        let path = format!("/api/v1/take/{}/attempts", fixture::SLUG);
        let answer = self.app.send(self.request(Method::POST, &path, Body::empty())).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// Grades what is first in line as racy, as a worker does.
    pub(crate) async fn grade(&self) -> ClaimedJob {
        let job = self.app.claim().await;
        self.app.finish(&job, &report::racy()).await;
        self.app.state.hub.announce(Subject::from(&job));
        job
    }

    pub(crate) async fn events(&self) -> Events {
        Events::of(&self.app, self.request(Method::GET, "/api/v1/take/events", Body::empty())).await
    }
}

async fn invite(app: &TestApp, assessment: AssessmentId, owner: AccountId) -> (InvitationId, Token) {
    let (token, now) = (Token::new().unwrap(), Micros::now());
    let new = NewInvitation {
        id: None,
        token: token.hash(),
        name: "Ada <b>".to_owned(),
        email: email("ada@example.org"),
        extra_percent: 50,
        expires_at: now.plus(HOUR),
    };
    let id = app.state.store.create_invitations(assessment, &[new], owner, now).await.unwrap()[0];
    (id, token)
}

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}
