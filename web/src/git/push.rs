//! What a push means, and what becomes of it: main is a save, the tag `submit` a save of the tagged commit and a counted
//! attempt. Everything is looked at before anything is stored.

use std::sync::Arc;

use gauntlet_db::{Created, Origin, Purpose, Source};
use gauntlet_grader::{
    model::{Challenge, FileSet},
    submission::Submission,
};
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
    work::{self, HandIn, Save},
};

/// Most remarks on files that are set aside.
const MAX_REMARKS: usize = 10;

/// One push, by whoever passed the repository's gate.
pub(super) struct Push {
    pub(super) state: AppState,
    pub(super) candidate: Candidate,
    pub(super) challenge: Arc<Challenge>,
    pub(super) repository: Repository,
    /// The revision that main shows: whoever builds on main builds on that.
    pub(super) revision: u64,
}

/// What is to be stored.
struct Plan {
    /// Handed in.
    submit: Option<Tree>,
    /// Whether what is handed in is the newest there is, and is saved.
    is_ahead: bool,
    /// Saved, if that is another commit.
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
            return Ok(Plan { submit: None, is_ahead: false, save: Some(self.read(incoming, head).await?) });
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
        // Whoever hands in an earlier commit goes on with the later one, which is saved already unless it was pushed now.
        let save = match wanted.main {
            Some(_) if !is_ahead => Some(self.read(incoming, head).await?),
            _ => None,
        };
        Ok(Plan { submit, is_ahead, save })
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

    /// Stores all of it or nothing.
    async fn store(&self, plan: Plan, wanted: &Wanted) -> AppResult<Vec<String>> {
        let (Some(tree), Some(tag)) = (&plan.submit, &wanted.submit) else {
            let Some(tree) = &plan.save else { return Ok(Vec::new()) };
            let save = self.to_save(&self.own(tree));
            let saved = work::save(&self.state, &self.candidate, &self.challenge, save).await?;
            return Ok(vec![saved_as(saved.revision)]);
        };
        let files = self.own(tree);
        let key = Some(self.key(tag, &files)?);
        let (save, files) = match (&plan.save, plan.is_ahead) {
            (_, true) => (Some(self.to_save(&files)), None),
            (later, false) => (later.as_ref().map(|tree| self.to_save(&self.own(tree))), Some(handed_in(&files))),
        };
        let hand_in = HandIn { purpose: Purpose::Attempt, source: Source::Api, key, save, files, revision: None };
        let taken = work::hand_in(&self.state, &self.candidate, &self.challenge, hand_in).await?;
        Ok(vec![saved_as(taken.revision.unwrap_or(self.revision)), self.attempt(taken.created).await?])
    }

    fn own(&self, tree: &Tree) -> FileSet {
        own(&self.challenge, &tree.files)
    }

    fn to_save(&self, files: &FileSet) -> Save {
        let (base, handed_in) = (Some(self.revision), handed_in(files));
        Save { base, handed_in, origin: Origin::Git, device: "git".to_owned(), is_autosave: false }
    }

    /// Says which attempt it is.
    async fn attempt(&self, created: Created) -> AppResult<String> {
        let id = created.submission_id;
        let number = self.state.store.submission(id).await?.attempt_number;
        let number = number.ok_or_else(|| AppError::internal("expected an attempt to have a number"))?;
        let became = if created.replayed { "was made before" } else { "is queued" };
        let (of, here) = (self.candidate.assessment.max_attempts, &self.state.settings.public_url);
        Ok(format!("Attempt {number} of {of} {became}: {here}/take/results/{id}"))
    }

    /// The same for the same files in place of the same tag: should this process end before git has noted the move, pushing
    /// again makes no second attempt.
    fn key(&self, tag: &Move, files: &FileSet) -> AppResult<IdempotencyKey> {
        let (invitation, slug) = (self.candidate.invitation.id, &self.challenge.manifest.slug);
        let mut digest = Sha256::new_with_prefix(format!("git {invitation} {slug} {}", tag.old));
        for (path, text) in files.iter() {
            digest.update(format!("\n{} {} {path}\n{text}", path.as_str().len(), text.len()));
        }
        let text: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        IdempotencyKey::parse(&text)
    }
}

fn saved_as(revision: u64) -> String {
    format!("Saved as version {revision}.")
}

fn handed_in(files: &FileSet) -> HandedIn {
    let typed = files.iter().map(|(path, text)| Typed { path: path.to_string(), content: text.to_owned() });
    HandedIn { author: Author::default(), typed: typed.collect(), uploads: Vec::new() }
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
        AppError::NoAttemptsLeft { of } => format!(
            "All {of} attempts have been made, so that nothing can be handed in any more. Nothing of this push was stored; main \
             alone can still be pushed."
        ),
        other => other.detail(),
    }
}
