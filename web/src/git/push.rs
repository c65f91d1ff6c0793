//! What a push means, and what becomes of it: main is a save, the tag `submit` a save of the tagged commit and a counted
//! attempt. Everything is looked at before anything is stored.

use std::sync::Arc;

use gauntlet_db::{Origin, Purpose, Source};
use gauntlet_grader::{model::Challenge, submission::Submission};
use sha2::{Digest, Sha256};

use super::{
    hook::{Decision, Question},
    refs::Oid,
    repository::Repository,
    sync::own,
    tree::Tree,
    wanted::{MOVED_ON, Move, Wanted},
};
use crate::{
    error::{AppError, AppResult},
    extract::{Author, Candidate, HandedIn, Typed},
    receive::IdempotencyKey,
    state::AppState,
    work::{self, Save},
};

/// Most remarks on files that are set aside.
const MAX_REMARKS: usize = 10;
/// How many of the newest submissions are looked through for the one that was just made.
const NEWEST: u32 = 20;

/// One push, by whoever passed the repository's gate.
pub(super) struct Push {
    pub(super) state: AppState,
    pub(super) candidate: Candidate,
    pub(super) challenge: Arc<Challenge>,
    pub(super) repository: Repository,
    /// The revision that main shows: whoever builds on main builds on that.
    pub(super) revision: u64,
}

/// What is to be stored, in this order.
struct Plan {
    /// Saved and handed in.
    submit: Option<Tree>,
    /// Saved.
    save: Option<Tree>,
}

impl Push {
    /// Decides. What went wrong is said to whoever pushes in a sentence.
    pub(super) async fn decide(&self, question: Question) -> Decision {
        match self.take(question).await {
            Ok(lines) => Decision { accepted: true, lines },
            Err(error) => Decision { accepted: false, lines: vec![in_words(&error)] },
        }
    }

    async fn take(&self, question: Question) -> AppResult<Vec<String>> {
        let wanted = Wanted::of(&question.updates)?;
        let Some(quarantine) = &question.quarantine else {
            return Err(AppError::internal("expected git to keep a push apart until it is decided on"));
        };
        let plan = self.plan(&self.repository.with_incoming(quarantine)?, &wanted).await?;
        let mut lines = self.remarks(&plan)?;
        lines.extend(self.store(plan, &wanted).await?);
        Ok(lines)
    }

    /// Finds out what is to be stored, or why not.
    async fn plan(&self, incoming: &Repository, wanted: &Wanted) -> AppResult<Plan> {
        let refs = incoming.refs().await?;
        wanted.check_based(&refs)?;
        let moves = [&wanted.main, &wanted.submit].into_iter().flatten();
        incoming.check_complete(&moves.map(|m| &m.new).collect::<Vec<_>>()).await?;
        incoming.check_size().await?;
        let main = refs.main.as_ref().ok_or_else(|| AppError::internal("expected a branch main"))?;
        let head = match &wanted.main {
            None => main,
            Some(Move { new, .. }) => {
                if incoming.commit_of(new).await?.as_ref() != Some(new) {
                    return Err(AppError::Refused("main has to be a commit.".to_owned()));
                }
                // git would refuse it by itself, but only after it has asked us.
                if !incoming.is_ancestor(main, new).await? {
                    return Err(AppError::Refused(MOVED_ON.to_owned()));
                }
                new
            }
        };
        let Some(Move { new: tag, .. }) = &wanted.submit else {
            return Ok(Plan { submit: None, save: Some(self.read(incoming, head).await?) });
        };
        let tagged = incoming.commit_of(tag).await?;
        let tagged = tagged.ok_or_else(|| AppError::Refused("The tag submit has to name a commit.".to_owned()))?;
        let is_ahead = incoming.is_ancestor(head, &tagged).await?;
        if !is_ahead && !incoming.is_ancestor(&tagged, head).await? {
            return Err(AppError::Refused(format!(
                "The commit tagged submit is not based on main. {MOVED_ON} Move the tag, too: git tag -f submit"
            )));
        }
        let submit = Some(self.read(incoming, &tagged).await?);
        // Whoever hands in an earlier commit goes on with the later one.
        let save = if is_ahead { None } else { Some(self.read(incoming, head).await?) };
        Ok(Plan { submit, save })
    }

    /// A commit's files, if they can be handed in.
    async fn read(&self, incoming: &Repository, commit: &Oid) -> AppResult<Tree> {
        let tree = Tree::read(incoming, commit).await?;
        Submission::new(&self.challenge, &tree.files).map_err(|error| AppError::Refused(error.to_string()))?;
        Ok(tree)
    }

    /// What is said about files that are set aside.
    fn remarks(&self, plan: &Plan) -> AppResult<Vec<String>> {
        let Some(tree) = plan.submit.as_ref().or(plan.save.as_ref()) else { return Ok(Vec::new()) };
        let own = own(&self.challenge, &tree.files);
        let submission = Submission::new(&self.challenge, &own).map_err(AppError::internal)?;
        let notes = submission.notes.into_iter().map(|note| note.message);
        let ignored = tree.ignored.iter().map(|path| format!("{}: not looked at", path.escape_debug()));
        Ok(notes.chain(ignored).take(MAX_REMARKS).collect())
    }

    async fn store(&self, plan: Plan, wanted: &Wanted) -> AppResult<Vec<String>> {
        let (mut lines, mut revision) = (Vec::new(), self.revision);
        if let (Some(tree), Some(tag)) = (&plan.submit, &wanted.submit) {
            self.check_attempts().await?;
            revision = self.save(tree, revision).await?;
            lines.push(self.hand_in(tag).await.map_err(|error| but_saved(revision, error))?);
        }
        if let Some(tree) = &plan.save {
            revision = self.save(tree, revision).await?;
        }
        lines.insert(0, format!("Saved as version {revision}."));
        Ok(lines)
    }

    /// Looked at before anything is saved. That the last attempt is made elsewhere at the same moment is still noticed when
    /// it is handed in.
    async fn check_attempts(&self) -> AppResult<()> {
        let (id, slug) = (self.candidate.invitation.id, self.challenge.manifest.slug.as_str());
        let attempts = self.state.store.attempts_used(id, slug).await?;
        if attempts.used < attempts.of {
            return Ok(());
        }
        Err(AppError::Refused(format!(
            "All {} attempts have been made, so that nothing can be handed in any more. Nothing of this push was stored; \
             main alone can still be pushed.",
            attempts.of
        )))
    }

    async fn save(&self, tree: &Tree, base: u64) -> AppResult<u64> {
        let own = own(&self.challenge, &tree.files);
        let typed = own.iter().map(|(path, text)| Typed { path: path.to_string(), content: text.to_owned() });
        let handed_in = HandedIn { author: Author::default(), typed: typed.collect(), uploads: Vec::new() };
        let save = Save { base: Some(base), handed_in, origin: Origin::Git, device: "git".to_owned() };
        Ok(work::save(&self.state, &self.candidate, &self.challenge, save).await?.revision)
    }

    /// Hands in what was saved last, and says so.
    async fn hand_in(&self, tag: &Move) -> AppResult<String> {
        let key = self.key(tag)?;
        let (state, candidate) = (&self.state, &self.candidate);
        let created =
            work::hand_in(state, candidate, &self.challenge, Purpose::Attempt, Source::Api, Some(key)).await?;
        let id = created.submission_id;
        let slug = self.challenge.manifest.slug.as_str();
        let newest = state.store.handed_in_by(candidate.invitation.id, Some(slug), NEWEST).await?;
        let number = newest.iter().find(|row| row.id == id).and_then(|row| row.attempt_number);
        let number = number.ok_or_else(|| AppError::internal("expected an attempt among the newest, found it not"))?;
        let became = if created.replayed { "was made before" } else { "is queued" };
        let (of, here) = (candidate.assessment.max_attempts, &state.settings.public_url);
        Ok(format!("Attempt {number} of {of} {became}: {here}/take/results/{id}"))
    }

    /// The same for the same move of the tag: should this process end before git has noted the move, pushing again makes
    /// no second attempt.
    fn key(&self, tag: &Move) -> AppResult<IdempotencyKey> {
        let (invitation, slug) = (self.candidate.invitation.id, &self.challenge.manifest.slug);
        let digest = Sha256::digest(format!("git {invitation} {slug} {} {}", tag.old, tag.new));
        let text: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        IdempotencyKey::parse(&text)
    }
}

/// What was saved stays saved, whatever became of handing it in.
fn but_saved(revision: u64, error: AppError) -> AppError {
    if error.status().is_server_error() {
        return error;
    }
    AppError::Refused(format!("Saved as version {revision}, but not handed in: {}", error.detail()))
}

fn in_words(error: &AppError) -> String {
    if error.status().is_server_error() {
        tracing::error!(?error, "a push could not be taken");
        return "Our server could not take this push, which is not your fault. Try again; if it goes on, tell whoever invited \
                you."
            .to_owned();
    }
    match error {
        AppError::DraftConflict(_) => MOVED_ON.to_owned(),
        other => other.detail(),
    }
}
