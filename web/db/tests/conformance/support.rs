//! A fresh database per test, and short ways to say what tests say often.

use std::{sync::OnceLock, time::Duration};

use gauntlet_db::{
    AccountId, AssessmentId, ChallengeVersion, ClaimedJob, Created, Email, FinishedReport, Hundredths, InvitationId,
    Micros, NewAccount, NewAssessment, NewInvitation, NewSubmission, ResultsRule, Role, Source, Store, TokenHash,
    WorkerName,
};
use gauntlet_db_tools::PrivatePostgres;

/// How long leases are in tests.
pub(crate) const LEASE: Duration = Duration::from_secs(30);

/// An open store on a database of its own.
pub(crate) struct TestDb {
    pub(crate) store: Store,
    pub(crate) url: String,
    /// Holds the SQLite file; removed with it.
    pub(crate) dir: tempfile::TempDir,
}

impl TestDb {
    pub(crate) async fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", dir.path().join("data/gauntlet.db").display());
        Self { store: Store::open(&url).await.unwrap(), url, dir }
    }

    /// One server serves this process; it ends with the process, however that ends.
    pub(crate) async fn postgres() -> Self {
        static SERVER: OnceLock<PrivatePostgres> = OnceLock::new();
        let server = SERVER.get_or_init(|| PrivatePostgres::start().expect("a private Postgres starts"));
        let url = server.create_database().await.unwrap();
        Self { store: Store::open(&url).await.unwrap(), url, dir: tempfile::tempdir().unwrap() }
    }

    /// Runs a statement behind the store's back.
    pub(crate) async fn raw(&self, sql: &'static str) -> Result<(), sqlx::Error> {
        use sqlx::Connection;
        if self.url.starts_with("sqlite:") {
            let mut connection = sqlx::SqliteConnection::connect(&self.url).await?;
            sqlx::raw_sql(sql).execute(&mut connection).await?;
            return connection.close().await;
        }
        let mut connection = sqlx::PgConnection::connect(&self.url).await?;
        sqlx::raw_sql(sql).execute(&mut connection).await?;
        connection.close().await
    }

    /// Hands in a submission at second `seconds`.
    pub(crate) async fn submit(&self, seconds: i64) -> Created {
        self.store.create_submission(&submission(), at(seconds)).await.unwrap()
    }

    /// Claims for `worker` at second `seconds`; there must be something to claim.
    pub(crate) async fn claim(&self, worker: &str, seconds: i64) -> ClaimedJob {
        self.try_claim(worker, seconds).await.expect("a job to claim")
    }

    pub(crate) async fn try_claim(&self, worker: &str, seconds: i64) -> Option<ClaimedJob> {
        self.store.claim(&WorkerName::new(worker).unwrap(), LEASE, at(seconds)).await.unwrap()
    }

    /// The actions in the audit log about a submission, oldest first.
    pub(crate) async fn actions(&self, id: impl std::fmt::Display) -> Vec<String> {
        self.store.audit_of(id).await.unwrap().into_iter().map(|row| row.action).collect()
    }
}

/// The moment `seconds` after some Tuesday.
pub(crate) fn at(seconds: i64) -> Micros {
    Micros::from_i64(1_700_000_000_000_000 + seconds * 1_000_000)
}

/// A submission with one file and three attempts.
pub(crate) fn submission() -> NewSubmission {
    NewSubmission {
        challenge_slug: "worker-pool".to_owned(),
        challenge_version: 3,
        author: "Ada".to_owned(),
        source: Source::Web,
        files: [("pool.go".to_owned(), "package workerpool\n".to_owned())].into(),
        idempotency_key: None,
        max_attempts: 3,
    }
}

/// A report that was accepted.
pub(crate) fn report() -> FinishedReport {
    FinishedReport {
        verdict: "accepted".to_owned(),
        score_earned: Hundredths::from_i64(9_650),
        score_max: Hundredths::from_i64(10_000),
        summary: "All 24 tests passed in every repetition.".to_owned(),
        report_json: r#"{"schema":1,"verdict":"accepted"}"#.to_owned(),
    }
}

/// An owner, their assessment (90 minutes, 2 attempts), and two whom they have invited.
pub(crate) struct People {
    pub(crate) owner: AccountId,
    pub(crate) assessment: AssessmentId,
    pub(crate) invitation: InvitationId,
    /// Who never starts.
    pub(crate) late: InvitationId,
}

pub(crate) async fn people(db: &TestDb) -> People {
    let email = |text: &str| Email::parse(text).unwrap();
    let account = NewAccount {
        email: email("owner@example.org"),
        name: "Owner".to_owned(),
        password_hash: "$argon2id$...".to_owned(),
        role: Role::Owner,
    };
    let owner = db.store.create_account(&account, "shell", at(-10)).await.unwrap();
    let assessment = NewAssessment {
        title: "Senior Go".to_owned(),
        welcome: String::new(),
        challenges: vec![ChallengeVersion { slug: "worker-pool".to_owned(), version: 3 }],
        work_minutes: 90,
        max_attempts: 2,
        results: ResultsRule::AtOnce,
    };
    let assessment = db.store.create_assessment(&assessment, owner, at(-9)).await.unwrap();
    let new = |name: &str| NewInvitation {
        id: None,
        token: TokenHash::of(name),
        name: name.to_owned(),
        email: email("candidate@example.org"),
        extra_percent: 0,
        expires_at: at(14 * 24 * 3600),
    };
    // Ids of one moment keep their order; the late one's link expires sooner.
    let late = NewInvitation { expires_at: at(1_000), ..new("late") };
    let ids = db.store.create_invitations(assessment, &[new("candidate"), late], owner, at(-8)).await.unwrap();
    People { owner, assessment, invitation: ids[0], late: ids[1] }
}
