//! Which references a push may move, and from where. Pure: what lies behind them is `push`'s to look at.

use super::{
    hook::Update,
    refs::{MAIN, Oid, Refs, SUBMIT},
};
use crate::error::{AppError, AppResult};

/// Said whenever what somebody pushes is not based on what is there.
pub(super) const MOVED_ON: &str = "main has moved on: something was saved in the browser or pushed from elsewhere \
    meanwhile. Run 'git pull --rebase', then push again. Nothing of this push was stored.";

/// A move of one reference.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) old: Oid,
    pub(super) new: Oid,
}

/// What a push asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) main: Option<Move>,
    pub(super) submit: Option<Move>,
}

impl Wanted {
    /// Reads the moves of a push.
    ///
    /// # Errors
    /// [`AppError::Refused`] for every other reference, and for deletions.
    pub(super) fn of(updates: &[Update]) -> AppResult<Self> {
        let refuse = |text: &str| Err(AppError::Refused(text.to_owned()));
        let mut wanted = Self::default();
        for update in updates {
            let (Some(old), Some(new)) = (Oid::parse(&update.old), Oid::parse(&update.new)) else {
                return Err(AppError::internal(format!("expected two objects from git, got {update:?}")));
            };
            let place = match update.name.as_str() {
                MAIN if new.is_none() => return refuse("main cannot be deleted: it is what you have saved."),
                SUBMIT if new.is_none() => {
                    return refuse(
                        "The tag submit cannot be deleted, as an attempt cannot be undone. To hand in another commit, move \
                         it: git tag -f submit && git push -f origin submit",
                    );
                }
                MAIN => &mut wanted.main,
                SUBMIT => &mut wanted.submit,
                other => return Err(AppError::Refused(not_taken(other))),
            };
            *place = Some(Move { old, new });
        }
        Ok(wanted)
    }

    /// Refuses moves that do not start where the references are now: git would, but only after it has asked us.
    pub(super) fn check_based(&self, refs: &Refs) -> AppResult<()> {
        let starts_at = |wanted: &Option<Move>, there: &Option<Oid>| match (wanted, there) {
            (None, _) => true,
            (Some(wanted), None) => wanted.old.is_none(),
            (Some(wanted), Some(there)) => wanted.old == *there,
        };
        if starts_at(&self.main, &refs.main) && starts_at(&self.submit, &refs.submit) {
            Ok(())
        } else {
            Err(AppError::Refused(MOVED_ON.to_owned()))
        }
    }
}

/// Why a reference that is neither main nor submit is none of ours, and what to push instead.
fn not_taken(name: &str) -> String {
    let shown = |name: &str| name.chars().take(60).flat_map(char::escape_default).collect::<String>();
    if let Some(branch) = name.strip_prefix("refs/heads/") {
        let branch = shown(branch);
        return format!(
            "The branch '{branch}' was not taken: main alone is saved here (git push origin {branch}:main). Nothing of this \
             push was stored."
        );
    }
    let tag = shown(name.strip_prefix("refs/tags/").unwrap_or(name));
    format!("'{tag}' was not taken: the only tag here is submit, which hands in. Nothing of this push was stored.")
}

#[cfg(test)]
mod tests {
    use super::{Move, Wanted};
    use crate::git::{
        Update,
        refs::{Oid, Refs},
    };

    fn oid(digit: char) -> Oid {
        Oid::parse(&digit.to_string().repeat(40)).unwrap()
    }

    fn update(old: char, new: char, name: &str) -> Update {
        Update { old: oid(old).to_string(), new: oid(new).to_string(), name: name.to_owned() }
    }

    fn why(updates: &[Update]) -> String {
        Wanted::of(updates).unwrap_err().detail()
    }

    #[test]
    fn main_and_submit_are_taken_together() {
        let wanted = Wanted::of(&[update('a', 'b', "refs/heads/main"), update('0', 'b', "refs/tags/submit")]).unwrap();
        assert_eq!(wanted.main, Some(Move { old: oid('a'), new: oid('b') }));
        assert_eq!(wanted.submit, Some(Move { old: oid('0'), new: oid('b') }));
    }

    #[test]
    fn everything_else_is_refused_with_what_to_push_instead() {
        assert!(why(&[update('0', 'b', "refs/heads/try")]).contains("git push origin try:main"));
        assert!(why(&[update('0', 'b', "refs/tags/v1")]).contains("the only tag here is submit"));
        assert!(why(&[update('0', 'b', "refs/notes/commits")]).contains("'refs/notes/commits' was not taken"));
        assert!(why(&[update('a', '0', "refs/heads/main")]).contains("cannot be deleted"));
        assert!(why(&[update('a', '0', "refs/tags/submit")]).contains("git tag -f submit"));
        let bad = Update { old: "a".to_owned(), ..update('a', 'b', "refs/heads/main") };
        assert!(Wanted::of(&[bad]).unwrap_err().status().is_server_error());
    }

    #[test]
    fn a_move_starts_where_the_reference_is() {
        let refs = Refs { main: Some(oid('a')), submit: None, submit_peeled: None };
        let wanted = |updates: &[Update]| Wanted::of(updates).unwrap();
        assert!(wanted(&[update('a', 'b', "refs/heads/main")]).check_based(&refs).is_ok());
        assert!(wanted(&[update('0', 'b', "refs/tags/submit")]).check_based(&refs).is_ok());
        assert!(wanted(&[update('c', 'b', "refs/heads/main")]).check_based(&refs).is_err());
        assert!(wanted(&[update('c', 'b', "refs/tags/submit")]).check_based(&refs).is_err());
    }
}
