//! What somebody hands in, before the intake has looked at it: typed files, uploaded files, and a label.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::Multipart;
use bytes::Bytes;

use super::{Author, BodyReader, body::Field};
use crate::error::AppError;

/// Most fields of one form: each typed or uploaded file is one.
const MAX_FIELDS: usize = 200;

/// One file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// Its path as it came, unchecked.
    pub path: String,
    /// Its content.
    pub content: String,
}

/// One uploaded file: a source file or an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its name as the browser sent it, unchecked; empty for a bare body.
    pub name: String,
    /// Its content.
    pub bytes: Bytes,
}

/// Everything that was handed in, and a checked label.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HandedIn {
    /// Who says so.
    pub author: Author,
    /// Files as text.
    pub typed: Vec<Typed>,
    /// Files as bytes.
    pub uploads: Vec<Upload>,
}

/// The fields of a form as far as they were read, kept so that a refused form can be shown again as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubmissionForm {
    /// The field `author`, unchecked.
    pub author: String,
    /// The field `challenge`; the API's form has it, the page's has it in its address.
    pub challenge: String,
    /// The fields `file:<path>`.
    pub typed: Vec<Typed>,
    /// The fields `upload`.
    pub uploads: Vec<Upload>,
    /// The fields of [`SubmissionForm::with`].
    pub others: BTreeMap<&'static str, String>,
    allowed: &'static [&'static str],
    seen: BTreeSet<String>,
}

impl SubmissionForm {
    /// A form that has further fields of text.
    #[must_use]
    pub fn with(fields: &'static [&'static str]) -> Self {
        Self { allowed: fields, ..Self::default() }
    }

    /// What one of them holds; empty if it did not come.
    #[must_use]
    pub fn other(&self, name: &str) -> &str {
        self.others.get(name).map_or("", String::as_str)
    }

    /// Reads all fields.
    ///
    /// # Errors
    /// See [`BodyReader::next_field`]; [`AppError::Refused`] for text that is not UTF-8, [`AppError::TooLarge`] for
    /// too many fields. What was read until then is kept.
    pub async fn read(&mut self, reader: &BodyReader, form: &mut Multipart) -> Result<(), AppError> {
        let mut fields = 0;
        while let Some(field) = reader.next_field(form).await? {
            fields += 1;
            if fields > MAX_FIELDS {
                let text = format!("Expected at most {MAX_FIELDS} fields in a form; put many files into one archive.");
                return Err(AppError::TooLarge(text));
            }
            self.take(field)?;
        }
        Ok(())
    }

    fn take(&mut self, field: Field) -> Result<(), AppError> {
        let shown = || field.name.chars().take(60).flat_map(char::escape_default).collect::<String>();
        // Which of the two would be meant? Only uploads come in numbers.
        if field.name != "upload" && !self.seen.insert(field.name.clone()) {
            return Err(AppError::BadRequest(format!("expected the field '{}' once, got it twice", shown())));
        }
        match field.name.as_str() {
            "author" => self.author = text(&field)?,
            "challenge" => self.challenge = text(&field)?,
            "upload" => {
                // Some clients send the path of the file on its owner's machine. Paths come in archives or text fields.
                let name =
                    field.file_name.unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
                // A browser sends an empty nameless file where none was chosen.
                if !(name.is_empty() && field.content.is_empty()) {
                    self.uploads.push(Upload { name, bytes: field.content });
                }
            }
            name => {
                if let Some(other) = self.allowed.iter().find(|allowed| **allowed == name) {
                    self.others.insert(other, text(&field)?);
                    return Ok(());
                }
                let Some(path) = name.strip_prefix("file:") else {
                    return Err(AppError::BadRequest(format!(
                        "expected the fields 'author', 'upload' and 'file:<path>', got '{}'",
                        shown()
                    )));
                };
                let content = unix_lines(text(&field)?);
                self.typed.push(Typed { path: path.to_owned(), content });
            }
        }
        Ok(())
    }

    /// What was handed in. A text field that was left empty is no file.
    ///
    /// # Errors
    /// [`AppError::Refused`] for a label that is none.
    pub fn hand_in(self) -> Result<HandedIn, AppError> {
        let author = Author::parse(&self.author)?;
        let typed = self.typed.into_iter().filter(|file| !file.content.trim().is_empty()).collect();
        Ok(HandedIn { author, typed, uploads: self.uploads })
    }

    /// What is to be saved: an uploaded file takes the place of the text of its name, an archive that of all text.
    ///
    /// # Errors
    /// As for [`SubmissionForm::hand_in`].
    pub fn overlaid(mut self) -> Result<HandedIn, AppError> {
        let uploads = &self.uploads;
        let is_go = |upload: &Upload| upload.name.ends_with(".go");
        if uploads.iter().all(is_go) {
            self.typed.retain(|typed| !uploads.iter().any(|upload| upload.name == typed.path));
            self.hand_in()
        } else {
            self.hand_in_from_page()
        }
    }

    /// The same for the page's form, whose text fields hold the starter from the beginning: whoever uploads a file
    /// means that one, and the page says so.
    ///
    /// # Errors
    /// As for [`SubmissionForm::hand_in`].
    pub fn hand_in_from_page(mut self) -> Result<HandedIn, AppError> {
        if !self.uploads.is_empty() {
            self.typed.clear();
        }
        self.hand_in()
    }
}

fn text(field: &Field) -> Result<String, AppError> {
    String::from_utf8(field.content.to_vec()).map_err(|error| {
        let name: String = field.name.chars().take(120).flat_map(char::escape_default).collect();
        let at = error.utf8_error().valid_up_to();
        AppError::Refused(format!("field '{name}': expected UTF-8 text, got another byte at {at}"))
    })
}

/// Browsers send every line break of a text field as CR LF, whatever was typed.
fn unix_lines(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n") } else { text }
}

#[cfg(test)]
mod tests {
    use super::{SubmissionForm, Typed, Upload, unix_lines};

    fn typed(path: &str, content: &str) -> Typed {
        Typed { path: path.to_owned(), content: content.to_owned() }
    }

    #[test]
    fn an_upload_replaces_the_pages_text() {
        let form = SubmissionForm {
            typed: vec![typed("pool.go", "package p\n"), typed("empty.go", " \n")],
            ..SubmissionForm::default()
        };
        assert_eq!(form.clone().hand_in_from_page().unwrap().typed, [typed("pool.go", "package p\n")]);
        let upload = Upload { name: "pool.go".to_owned(), bytes: "package q".into() };
        let both = SubmissionForm { uploads: vec![upload], ..form };
        assert!(both.clone().hand_in_from_page().unwrap().typed.is_empty());
        assert_eq!(both.hand_in().unwrap().typed.len(), 1, "a program says what it means");
    }

    #[test]
    fn an_uploaded_file_takes_its_namesakes_place() {
        let upload = |name: &str| Upload { name: name.to_owned(), bytes: "package q".into() };
        let form = |name| SubmissionForm {
            typed: vec![typed("pool.go", "package p\n"), typed("queue.go", "package p\n")],
            uploads: vec![upload(name)],
            ..SubmissionForm::default()
        };
        assert_eq!(form("pool.go").overlaid().unwrap().typed, [typed("queue.go", "package p\n")]);
        assert_eq!(form("more.go").overlaid().unwrap().typed.len(), 2);
        assert!(form("all.zip").overlaid().unwrap().typed.is_empty());
    }

    #[test]
    fn only_the_browsers_line_breaks_change() {
        assert_eq!(unix_lines("a\r\nb\rc\n".to_owned()), "a\nb\rc\n");
    }
}
