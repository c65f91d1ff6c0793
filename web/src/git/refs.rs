//! Names of objects, and the two references that a repository has.

use std::fmt;

/// `refs/heads/main`: what was saved last.
pub(super) const MAIN: &str = "refs/heads/main";
/// `refs/tags/submit`: what was handed in last.
pub(super) const SUBMIT: &str = "refs/tags/submit";

/// The name of an object: 40 hexadecimal digits, and nothing that a command line could take for an option.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Oid(String);

impl Oid {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (text.len() == 40 && text.bytes().all(is_digit)).then(|| Self(text.to_owned()))
    }

    /// The name that stands for no object: before something is made, and after it is deleted.
    pub(super) fn is_none(&self) -> bool {
        self.0.bytes().all(|b| b == b'0')
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a repository's references are.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Refs {
    pub(super) main: Option<Oid>,
    /// What the tag names: a commit, or a tag with words of its own.
    pub(super) submit: Option<Oid>,
    /// What a tag with words of its own names.
    pub(super) submit_peeled: Option<Oid>,
}

impl Refs {
    /// How `git for-each-ref` has to say them.
    pub(super) const FORMAT: &str = "--format=%(refname) %(objectname) %(*objectname)";

    /// Reads what it said.
    pub(super) fn parse(said: &str) -> Self {
        let mut refs = Self::default();
        for line in said.lines() {
            let mut words = line.split(' ');
            let (name, oid, peeled) = (words.next(), words.next(), words.next());
            let (oid, peeled) = (oid.and_then(Oid::parse), peeled.and_then(Oid::parse));
            match name {
                Some(MAIN) => refs.main = oid,
                Some(SUBMIT) => (refs.submit, refs.submit_peeled) = (oid, peeled),
                _ => {}
            }
        }
        refs
    }

    /// The commit that was handed in last.
    pub(super) fn submitted(&self) -> Option<&Oid> {
        self.submit_peeled.as_ref().or(self.submit.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::{Oid, Refs};

    #[test]
    fn only_names_of_objects_pass() {
        assert!(Oid::parse(&"0".repeat(40)).unwrap().is_none());
        assert!(!Oid::parse(&"0a".repeat(20)).unwrap().is_none());
        for bad in ["", "--all", &"0".repeat(39), &"A".repeat(40), &"é".repeat(20)] {
            assert_eq!(Oid::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_tag_with_words_leads_to_its_commit() {
        let (a, b, c) = ("a".repeat(40), "b".repeat(40), "c".repeat(40));
        let oid = |text: &str| Oid::parse(text);
        let refs = Refs::parse(&format!("refs/heads/main {a} \nrefs/tags/submit {b} {c}\nrefs/tags/other {a} \n"));
        assert_eq!(refs, Refs { main: oid(&a), submit: oid(&b), submit_peeled: oid(&c) });
        assert_eq!(refs.submitted(), oid(&c).as_ref());
        let plain = Refs::parse(&format!("refs/tags/submit {b} \n"));
        assert_eq!((plain.main.as_ref(), plain.submitted()), (None, oid(&b).as_ref()));
    }
}
