//! Messages of the builder and the supervisor: what is taken for one is JSON that says its type, and means the same
//! whatever the order of its fields.
#![no_main]

use std::fmt::Debug;

use gauntlet_grader::runner::{BuilderMessage, SupervisorMessage};
use libfuzzer_sys::fuzz_target;
use serde::de::DeserializeOwned;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    check::<BuilderMessage>(data);
    check::<SupervisorMessage>(data);
});

fn check<M: DeserializeOwned + PartialEq + Debug>(data: &[u8]) {
    let Ok(message) = serde_json::from_slice::<M>(data) else { return };
    // A Value sorts its fields.
    let value: Value = serde_json::from_slice(data).expect("a message is JSON");
    // Serde takes a list of the type and the fields in order, too; nobody writes one.
    let says_type = value["type"].is_string() || value[0].is_string();
    assert!(says_type, "{message:?} says no type");
    assert_eq!(serde_json::from_value::<M>(value).ok(), Some(message));
}
