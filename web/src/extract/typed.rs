//! Files as a JSON object, read without losing a name that comes twice.

use std::{collections::BTreeSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};

use super::Typed;

/// `{path: content}` in the order of the text. A path that comes twice is an error: which of the two would be meant?
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedFiles(pub Vec<Typed>);

impl<'de> Deserialize<'de> for TypedFiles {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Files)
    }
}

struct Files;

impl<'de> Visitor<'de> for Files {
    type Value = TypedFiles;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object {path: content}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TypedFiles, A::Error> {
        let (mut files, mut seen) = (Vec::new(), BTreeSet::new());
        while let Some((path, content)) = map.next_entry::<String, String>()? {
            if !seen.insert(path.clone()) {
                let shown: String = path.chars().take(120).collect();
                return Err(A::Error::custom(format!("expected each file once, got '{shown}' twice")));
            }
            files.push(Typed { path, content });
        }
        Ok(TypedFiles(files))
    }
}

#[cfg(test)]
mod tests {
    use super::TypedFiles;

    #[test]
    fn a_name_that_comes_twice_is_refused() {
        let files: TypedFiles = serde_json::from_str(r#"{"b.go": "1", "a.go": "2"}"#).unwrap();
        assert_eq!(files.0[0].path, "b.go");
        let error = serde_json::from_str::<TypedFiles>(r#"{"a.go": "1", "a.go": "2"}"#).unwrap_err();
        assert!(error.to_string().contains("'a.go' twice"), "{error}");
    }
}
